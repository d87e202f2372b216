//! Tests of reports and sealings: the example of the product description, the recorded streams, the canonical form, and
//! the reference implementation.

mod after_sealing;
mod erased;
mod examples;
mod finance;
pub mod kit;
mod lights;
mod money;
mod parts;
pub mod random;
mod references;
mod round_scope;
mod sealing;
mod side_by_side;
mod snapshots;
mod status_fields;
