//! What the service and the auditor's tool share about verification: [`faults`] explains a failed one, and [`derived`]
//! makes the files of an audit bundle that anyone can compute again from its log.

pub mod derived;
pub mod faults;

use peildatum_domain as domain;
use peildatum_domain::{language, message};
use peildatum_projections as projections;
use peildatum_records as log;
use peildatum_render as render;
