//! The five providers: a descriptor, a request, a mapping of replies and errors each.
