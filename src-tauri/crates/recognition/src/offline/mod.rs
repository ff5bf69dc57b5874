//! The reader on the user's own machine: what is exact is read exactly, words become fields by one
//! layout reader, and the QR code is evidence.
