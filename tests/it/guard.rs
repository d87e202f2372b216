//! The guard against personal data, from outside: its output in every response, and its error rates.

mod measured;
mod told;
