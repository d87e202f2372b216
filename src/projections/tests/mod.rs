//! Reports: the example of the product, the recorded streams, canonical form, and the plain definition.

mod examples;
pub mod kit;
pub mod random;
