//! The command line: arguments, tracing, exit code.

fn main() {}
