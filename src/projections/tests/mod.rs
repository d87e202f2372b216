//! Reports: the example of the product, the recorded streams, canonical form, and the plain definition.

mod examples;
mod kit;
mod random;
