//! The one integration crate: what is seen from outside, one file per subject.

mod borders;
mod cli;
mod cloud_events;
mod crash_http;
mod exports;
mod generated;
mod glossary;
mod golden;
mod history;
mod http;
mod lists;
mod recorded;
mod service;
mod streams;
mod text;
