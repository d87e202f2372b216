//! Reports: the example of the product, the recorded streams, canonical form, the plain definition; sealings.

mod after_sealing;
mod bygones;
mod erased;
mod examples;
pub mod kit;
mod money;
mod parts;
pub mod random;
mod sealing;
mod side_by_side;
