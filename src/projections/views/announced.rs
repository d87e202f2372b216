//! The view of something known that takes effect after the reporting date.

use schemars::JsonSchema;
use serde::Serialize;

use super::trace::precision_name;
use crate::after_sealing::SealingName;
use crate::domain::time::Day;
use crate::notes::Attached;
use crate::report_builder::ReportBuilder;
use crate::text_source::TextSource;

/// Something known that takes effect after the reporting date.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AnnouncedView {
    /// The sealings after which something of it was recorded that is about a day they cover.
    #[serde(rename = "naVaststelling", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SealingName>")]
    pub after_sealings: Option<Vec<SealingName>>,
    /// How exactly that day is known.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// What it is about.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// The day it takes effect.
    #[serde(rename = "per")]
    pub due: String,
    /// The event.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The type of the event.
    #[serde(rename = "wat")]
    pub what: &'static str,
}

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    pub(crate) fn announced(&self, all: &[Attached<'_>]) -> Vec<AnnouncedView> {
        let view = |attached: &Attached<'_>| AnnouncedView {
            subject: self.state().entry(attached.subject).name.to_string(),
            what: attached.row.kind.name(),
            due: attached.row.day.to_string(),
            position: u64::from(attached.row.position),
            after_sealings: self.after_sealings(std::iter::once(attached.row), Day::from_number(i32::MAX)),
            precision: precision_name(attached.row.precision),
            judgement: attached.row.unreviewed.then_some("nakijken"),
        };
        all.iter().map(view).collect()
    }
}
