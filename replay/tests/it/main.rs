//! The auditor's tool as a user runs it, and the reports of the recorded streams as they were frozen.

#[path = "../../../tests/it/recorded.rs"]
mod recorded;

mod bundles;
mod commands;
mod expected;
mod sealed;
mod verifying;
