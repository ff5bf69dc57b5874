//! The desktop window of Fapiao Review (票审).

fn main() {}
