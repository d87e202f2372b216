//! Tests of the rules, one file per family: accepted events, refusals with their code, and cases without a rule.

mod finance;
mod journal;
mod plan;
mod property;
mod references;
mod round;
mod status;
