//! The auditor's tool: rebuilds reports from an export alone.

fn main() {}
