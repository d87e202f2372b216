//! The guard against personal data, from outside: what it says in every answer, and how often it is wrong.

mod measured;
mod told;
