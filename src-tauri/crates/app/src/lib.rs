//! The use cases behind the window and the command line: take files in, have them recognized by
//! the queue, review them, keep them, export them. Knows no window and no argument list.

pub mod view;
