//! Pages for people: each is a pure function from read models to HTML, in the language of the reader.
//!
//! The input is the canonical JSON of the read models alone, as in `render`, so that a report of another version, or one
//! that was fetched from a remote service, looks the same. A page does no I/O: `http` asks the queries and puts the
//! answers to these functions; the command line writes a page as one file, without lights of the round before, findings
//! and matrix.
//!
//! Templates are functions with the macro of `maud`, which escapes everything that is not markup of its own. The rules
//! that hold for all of them:
//!
//! - no inline script and no inline style, so that the content security policy can refuse both; a script is a file in
//!   [`assets`], on the pages that gain by it;
//! - each page works without scripts: what is chosen stands in the address, by plain `GET` forms; what is recorded is
//!   sent by plain `POST` forms ([`recording`]);
//! - a colour is always beside a word and a shape, and a picture beside its table;
//! - every word is a message of the catalogue.
//!
//! In reading order: [`reader`] (who reads, in which language and medium), [`address`] (links), [`frame`] (what stands
//! on every page), `parts` (what pages share), then one module a page.

use peildatum_domain as domain;
use peildatum_domain::{language, message};
use peildatum_render as render;

pub mod access;
pub mod accessibility;
pub mod address;
pub mod agenda;
pub mod api;
pub mod assets;
pub mod comparison;
pub mod door;
pub mod events;
pub mod frame;
pub mod history;
pub mod indicator;
mod json;
pub mod money;
mod own_day;
mod parts;
pub mod problem;
pub mod reader;
mod record_links;
pub mod recording;
pub mod report;
pub mod review;
pub mod sealings;
pub mod search;
pub mod series;
pub mod sessions;
pub mod subscriptions;
pub mod watch;

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod testkit;
