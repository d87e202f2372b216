//! The one integration crate: what is seen from outside, one file per subject.

mod borders;
mod generated;
mod golden;
mod glossary;
mod service;
mod streams;
