//! Previews a sealing: what it would fix and what is still open, as data and as sentences.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::request::SealRequest;
use super::view::{Obstacle, PerSeverity, PreviewCounts, PreviewView};
use super::{SealError, SealingDraft, build_draft, dry_run, refuse_draft, refuse_order};
use crate::app::error::{AppError, Refusal};
use crate::app::service::Service;
use crate::domain::actor::Actor;
use crate::domain::field::Field;
use crate::domain::proposal::FieldError;
use crate::domain::time::{Day, Instant};
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::projections::REPORT_VERSION;
use crate::projections::findings::{Finding, Severity};

/// Positions and findings that the sentences name one by one; the rest is counted.
const NAMED_MAX: usize = 10;

/// A preview of a sealing.
#[derive(Debug)]
pub struct SealingPreview {
    request: SealRequest,
    found: SealingDraft,
    /// Why it would be refused as requested.
    obstacles: Vec<FieldError>,
}

/// Returns what a requested sealing would fix, and why it would be refused; nothing is sealed. Not to be called from
/// async code.
///
/// # Errors
/// [`SealError`] when there is no report to show: an unknown round or position, or a log that can not be read.
pub fn preview_sealing(service: &Service, request: &SealRequest, actor: &Actor) -> Result<SealingPreview, SealError> {
    let mut obstacles = request.missing.clone();
    let request = match request.clone().with_decision_id(service) {
        Ok(request) => request,
        Err(error @ (super::QueryError::NoSuchDecision(_) | super::QueryError::SeveralDecisions(_))) => {
            let key = Field::Decision.name();
            obstacles.push(FieldError::new(key, error.code(), error.message()));
            let mut request = request.clone();
            request.fields.remove(key); // so that the rest can be checked
            request
        }
        Err(error) => return Err(error.into()),
    };
    let found = build_draft(service, &request)?;
    let mut refused = vec![request.refuse_future_decision(request.today(service.now())).err()];
    refused.push(refuse_draft(&request, &found));
    refused.push(refuse_order(&request, &found));
    refused.push(dry_run(service, &request, &found.computed, actor).err());
    for error in refused.into_iter().flatten() {
        obstacles.extend(obstacles_of(super::with_request_fields(error))?);
    }
    Ok(SealingPreview { request, found, obstacles })
}

/// Converts a refusal to obstacles.
///
/// # Errors
/// An error that is no refusal: that of the log itself.
fn obstacles_of(error: AppError) -> Result<Vec<FieldError>, AppError> {
    match error {
        AppError::Refused(refusal) => {
            let Refusal { code, message, field, .. } = *refusal;
            Ok(vec![FieldError::new(field.unwrap_or_default(), code, message)])
        }
        AppError::Input { errors, .. } => Ok(errors),
        other => Err(other),
    }
}

impl SealingPreview {
    /// The position of the report.
    pub const fn position(&self) -> u64 {
        self.found.computed.position
    }

    /// The preview as it is returned to the caller.
    pub fn view(&self, language: Language) -> PreviewView {
        let SealingDraft { computed, answer, findings, .. } = &self.found;
        let said = |field| self.request.word(field).map(str::to_owned);
        let obstacle = |error: &FieldError| Obstacle {
            field: error.field.clone(),
            code: error.code,
            message: error.message.in_language(language),
        };
        let in_words = |finding: &Finding| {
            let message = Message::verbatim(finding.message.in_language(language));
            Finding { message, ..finding.clone() }
        };
        let gravest = findings.findings.iter().filter(|finding| finding.severity == Severity::High);
        PreviewView {
            round: self.request.round.as_str().to_owned(),
            title: self.title(),
            version: computed.version,
            body: said(Field::DecidingBody).unwrap_or_default(),
            purport: said(Field::Purport).filter(|_| self.request.missing.is_empty()),
            decision: said(Field::Decision),
            decided_on: said(Field::DecidedOn),
            reason: said(Field::Reason),
            reporting_date: computed.on.to_string(),
            position: computed.position,
            known_at: answer.report.basis.known_at.clone(),
            root: STANDARD.encode(computed.root),
            digest: computed.digest.clone(),
            skeleton_digest: computed.skeleton_digest.clone(),
            report_version: REPORT_VERSION,
            counts: self.counts(),
            unreviewed: self.found.unreviewed(),
            findings: gravest.map(in_words).collect(),
            per_severity: self.per_severity(),
            previous: self.found.previous().cloned(),
            equal_to: self.found.equal_to(),
            obstacles: self.obstacles.iter().map(obstacle).collect(),
            words: self.sentences().iter().map(|line| line.in_language(language)).collect(),
        }
    }

    fn title(&self) -> Option<String> {
        self.found.answer.report.round.as_ref().and_then(|round| round.title.clone())
    }

    fn counts(&self) -> PreviewCounts {
        let report: Value = serde_json::from_slice(&self.found.answer.canonical).expect("canonical bytes are JSON");
        PreviewCounts::of(&report)
    }

    fn per_severity(&self) -> PerSeverity {
        let mut per = PerSeverity::default();
        for finding in &self.found.findings.findings {
            match finding.severity {
                Severity::High => per.high += 1,
                Severity::Medium => per.medium += 1,
                Severity::Low => per.low += 1,
            }
        }
        per
    }

    /// What will be fixed and what is still open, one sentence per line.
    fn sentences(&self) -> Vec<Message> {
        let computed = &self.found.computed;
        let round = self.request.round.as_str();
        let name = self.title().map_or_else(
            || message!("sealing-round", round = round),
            |title| message!("sealing-round-called", round = round, title = title),
        );
        let known_at = Instant::parse(&self.found.answer.report.basis.known_at).expect("it was written as one");
        let mut words = vec![message!(
            "sealing-of",
            round = name,
            on = computed.on,
            position = computed.position,
            moment = known_at
        )];
        let body = self.request.word(Field::DecidingBody).unwrap_or_default();
        words.push(match self.request.missing.is_empty() {
            true => {
                let purport = Argument::word(self.request.word(Field::Purport).unwrap_or_default());
                message!("sealing-as", version = computed.version, body = body, purport = purport)
            }
            false => message!("sealing-as-unsaid", version = computed.version, body = body),
        });
        words.push(fixed(&self.counts()));
        words.push(self.unreviewed_in_words());
        words.extend(self.findings_in_words());
        words.push(self.previous_in_words());
        words.extend(self.found.equal_to().map(|version| message!("sealing-equal", version = version)));
        words.extend(
            self.obstacles.iter().map(|error| message!("sealing-refused-because", why = error.message.clone())),
        );
        words
    }

    fn unreviewed_in_words(&self) -> Message {
        let positions = self.found.unreviewed();
        if positions.is_empty() {
            return message!("sealing-all-reviewed");
        }
        message!("sealing-unreviewed", count = positions.len(), positions = first_positions(&positions))
    }

    fn findings_in_words(&self) -> Vec<Message> {
        let PerSeverity { high, medium, low } = self.per_severity();
        let round = self.request.round.as_str();
        let mut words = vec![message!("sealing-findings", high = high, lower = medium + low, round = round)];
        let gravest = self.found.findings.findings.iter().filter(|finding| finding.severity == Severity::High);
        let line = |finding: &Finding| message!("sealing-finding", what = finding.message.clone());
        words.extend(gravest.take(NAMED_MAX).map(line));
        if high > NAMED_MAX {
            words.push(message!("sealing-findings-more", count = high - NAMED_MAX));
        }
        words
    }

    fn previous_in_words(&self) -> Message {
        let Some(previous) = self.found.previous() else { return message!("sealing-first") };
        let (version, body, position) = (previous.version, previous.body.as_str(), previous.position);
        let purport = Argument::word(&*previous.purport);
        match previous.decided_on.as_deref().and_then(|day| Day::parse(day).ok()) {
            Some(on) => message!(
                "sealing-previous-decided",
                version = version,
                body = body,
                purport = purport,
                on = on,
                position = position
            ),
            None => {
                message!("sealing-previous", version = version, body = body, purport = purport, position = position)
            }
        }
    }
}

fn fixed(counts: &PreviewCounts) -> Message {
    let by_colour = &counts.lights;
    let notes = message!("sealing-notes", count = counts.notes, carried = counts.carried_notes);
    let lights = message!(
        "sealing-lights",
        count = by_colour.all(),
        green = by_colour.green,
        orange = by_colour.orange,
        red = by_colour.red,
        unknown = by_colour.unknown
    );
    let amounts = message!("sealing-amounts", count = counts.amounts, pm = counts.pro_memorie);
    message!("sealing-fixes", notes = notes, lights = lights, amounts = amounts)
}

/// The first of these positions, and the number of further ones.
pub(super) fn first_positions(positions: &[u64]) -> Message {
    let named: Vec<Message> =
        positions.iter().take(NAMED_MAX).map(|position| Message::verbatim(position.to_string())).collect();
    let more = positions.len().saturating_sub(NAMED_MAX);
    message!("sealing-positions", count = positions.len(), positions = named, more = more)
}
