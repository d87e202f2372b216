//! The rules, one file a family: each taken, refused with its code, and with nothing to refuse.

mod finance;
mod journal;
mod plan;
mod property;
mod references;
mod round;
mod status;
