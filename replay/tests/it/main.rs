//! The auditor's tool as a user runs it, and the frozen reports of the recorded streams.

#[path = "../../../tests/it/recorded.rs"]
mod recorded;

mod bundles;
mod commands;
mod expected;
mod sealed;
mod verifying;
