//! Tests that what a log already contains is left out, and that what differs is marked.

use std::collections::BTreeMap;

use super::{TREE, explained, extraction, messages, of};
use crate::domain::time::Day;
use crate::{
    Draft, ExistingFacts, Extraction, KnownAdjustment, KnownCase, KnownChange, KnownDecision, KnownFacility,
    KnownMilestone, KnownNode, KnownReservation, KnownRound, leave_out_known,
};

/// A log that holds the drafts of an earlier page, of this round.
pub(super) struct Log(BTreeMap<(String, String), Vec<serde_json::Value>>, String);

impl Log {
    pub(super) fn of(extraction: &Extraction) -> Self {
        let mut log = BTreeMap::<_, Vec<_>>::new();
        for draft in &extraction.drafts {
            log.entry((draft.kind().to_owned(), draft.subject().to_owned())).or_default().push(draft.event.clone());
        }
        Self(log, extraction.round.id.clone())
    }

    fn events(&self, kind: &str, subject: &str) -> &[serde_json::Value] {
        self.0.get(&(kind.to_owned(), subject.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The subjects that an event of this type introduces, with its data.
    fn subjects<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (String, serde_json::Value)> + 'a {
        let of_kind = self.0.iter().filter(move |((other, _), _)| other == kind);
        of_kind.map(|((_, subject), events)| {
            let id = subject.split_once('/').map_or("", |(_, id)| id);
            (id.to_owned(), events[0]["gegevens"].clone())
        })
    }

    fn data(&self, kind: &str, subject: &str) -> Option<serde_json::Value> {
        self.events(kind, subject).first().map(|event| event["gegevens"].clone())
    }
}

fn text(data: &serde_json::Value, field: &str) -> String {
    data[field].as_str().unwrap_or_default().to_owned()
}

impl ExistingFacts for Log {
    fn rounds(&self) -> Vec<KnownRound> {
        let rounds = self.subjects("ronde.geopend");
        rounds
            .map(|(id, data)| KnownRound {
                id,
                kind: text(&data, "soort"),
                fiscal_year: data["begrotingsjaar"].as_i64().map(|year| year as i32),
                sequence: data["volgnummer"].as_i64(),
                reporting_date: Day::parse(&text(&data, "peildatum")).ok(),
                programmes: data["programmas"]
                    .as_array()
                    .map(|codes| codes.iter().filter_map(|code| code.as_str().map(str::to_owned)).collect()),
            })
            .collect()
    }
    fn nodes(&self) -> Vec<KnownNode> {
        let nodes = self.subjects("onderdeel.opgenomen");
        nodes
            .map(|(code, data)| KnownNode {
                code,
                title: text(&data, "titel"),
                level: text(&data, "niveau"),
                parent: data["bovenliggend"].as_str().map(str::to_owned),
                committee: data["commissie"].as_str().map(str::to_owned),
                portfolios: data["portefeuilles"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|name| name.as_str().map(str::to_owned))
                    .collect(),
                mission: data["missie"].as_str().map(str::to_owned),
            })
            .collect()
    }
    fn cases(&self) -> Vec<KnownCase> {
        let cases = self.subjects("dossier.geopend");
        cases
            .map(|(id, data)| KnownCase {
                id,
                kind: text(&data, "soort"),
                node: data["onderdeel"].as_str().map(str::to_owned),
                is_open: true,
                summary: data["samenvatting"].as_str().map(str::to_owned),
            })
            .collect()
    }
    fn milestones(&self) -> Vec<KnownMilestone> {
        let own = |data: &serde_json::Value, field: &str| data[field].as_str().map(str::to_owned);
        let all = self.subjects("mijlpaal.gepland");
        all.map(|(id, data)| KnownMilestone { id, node: own(&data, "onderdeel"), due: own(&data, "per") }).collect()
    }
    fn facility(&self, id: &str) -> Option<KnownFacility> {
        let subject = format!("voorziening/{id}");
        let name = text(&self.data("voorziening.geopend", &subject)?, "naam");
        let of = |kind: &str| {
            let change = |event: &serde_json::Value| KnownChange {
                kind: kind.to_owned(),
                day: text(event, "ingangsdatum"),
                id: format!("{kind}-1"),
                data: event["gegevens"].as_object().cloned().unwrap_or_default(),
            };
            self.events(&format!("voorziening.{kind}"), &subject).iter().map(change).collect::<Vec<_>>()
        };
        let mut changes = of("geopend");
        changes.extend(of("gesloten"));
        Some(KnownFacility { name, changes })
    }
    fn decision(&self, id: &str) -> Option<KnownDecision> {
        let data = self.data("besluit.genomen", &format!("besluit/{id}"))?;
        let concerns =
            data["betreft"].as_array()?.iter().filter_map(|subject| subject.as_str().map(str::to_owned)).collect();
        let under = &data["voorbehoud"];
        let reservation = under.is_object().then(|| KnownReservation {
            text: text(under, "tekst"),
            body: under["orgaan"].as_str().map(str::to_owned),
            fulfilled_by: under["vervuldDoor"].as_str().map(str::to_owned),
        });
        Some(KnownDecision { purport: text(&data, "strekking"), concerns, reservation })
    }
    fn adjustments(&self, round: &str) -> Vec<KnownAdjustment> {
        let all = self.subjects("bijstelling.vastgelegd");
        all.map(|(id, data)| KnownAdjustment {
            id,
            data: data.as_object().cloned().unwrap_or_default(),
            begins_later: None,
            is_told: self.1 == round,
        })
        .collect()
    }
    fn has_note(&self, subject: &str, round: Option<&str>, text: &str) -> bool {
        let is_it = |event: &serde_json::Value| {
            event["gegevens"]["tekst"] == text && event["gegevens"]["ronde"].as_str() == round
        };
        self.events("toelichting.vastgelegd", subject).iter().any(is_it)
    }
    fn light(&self, subject: &str, round: Option<&str>) -> Option<String> {
        let events = self.events("stoplicht.gezet", subject).iter();
        events
            .rev()
            .find(|event| event["gegevens"]["ronde"].as_str() == round)
            .map(|event| text(&event["gegevens"], "kleur"))
    }
}

const TEXT: &str = "De taakstelling van € 60.000 staat. Gebouw C is per 1 april 2021 gesloten (B&W 21.0001).";

#[test]
fn a_page_that_the_log_holds_adds_nothing() {
    let page = explained(TEXT);
    let rest = leave_out_known(page.clone(), &Log::of(&page));
    assert_eq!(rest.to_ndjson(), "", "{}", messages(&rest));
}

#[test]
fn what_is_only_presupposed_is_left_out_without_a_word() {
    let programme =
        extraction("Wegen en water\n\nProgrammanummer\n3\n\nStand van zaken bij Bestuursrapportage\n\nAlles loopt.\n");
    let rest = leave_out_known(extraction(TREE), &Log::of(&programme));
    let nodes: Vec<&str> = of(&rest, "onderdeel.opgenomen").iter().map(|(subject, _)| *subject).collect();
    assert_eq!(nodes, ["onderdeel/3A", "onderdeel/3A1", "onderdeel/3A1.1", "onderdeel/3A1.2"]);
    assert!(of(&rest, "onderdeel.gewijzigd").is_empty());
    assert!(!messages(&rest).contains("presupposed"), "{}", messages(&rest));
}

#[test]
fn a_title_that_differs_becomes_a_change_to_review() {
    let before = extraction(&TREE.replace("Borden wassen", "Borden poetsen"));
    let rest = leave_out_known(extraction(TREE), &Log::of(&before));
    let changed: Vec<_> = rest.drafts.iter().filter(|draft| draft.kind() == "onderdeel.gewijzigd").collect();
    assert_eq!(changed.len(), 1, "{}", rest.to_ndjson());
    assert_eq!(changed[0].event["gegevens"], serde_json::json!({ "titel": "Borden wassen" }));
    assert!(changed[0].is_unreviewed() && messages(&rest).contains("Borden poetsen"));
    crate::domain::testkit::proposal(&changed[0].event);
}

#[test]
fn an_amount_that_moved_becomes_a_change_and_a_closing_on_another_day_a_correction() {
    let rest = leave_out_known(
        explained(&TEXT.replace("60.000", "80.000").replace("1 april", "1 mei")),
        &Log::of(&explained(TEXT)),
    );
    assert_eq!(
        of(&rest, "bijstelling.gewijzigd"),
        [("bijstelling/3A1.1-taakstelling", &serde_json::json!({ "bedragInCenten": 8_000_000 }))]
    );
    let closed: Vec<&Draft> = rest.drafts.iter().filter(|draft| draft.kind().starts_with("voorziening.")).collect();
    assert_eq!(closed.len(), 1, "{}", rest.to_ndjson());
    assert_eq!((&closed[0].event["herstelt"], closed[0].is_unreviewed()), (&"gesloten-1".into(), true));
    assert!(messages(&rest).contains("the log has 1 April 2021, the page 1 May 2021"), "{}", messages(&rest));
}

#[test]
fn a_reservation_of_the_log_that_a_later_page_says_is_fulfilled_becomes_a_change_to_review() {
    let before = explained("Het plan is vastgesteld (B&W 21.0017), onder voorbehoud van middelen van de raad.");
    let page = explained("Het voorbehoud bij het plan (B&W 21.0017) is met RV 21.0044 vervallen.");
    let rest = leave_out_known(page, &Log::of(&before));
    assert_eq!(
        of(&rest, "besluit.gewijzigd"),
        [(
            "besluit/bw-21.0017",
            &serde_json::json!({ "voorbehoud": {
                "tekst": "onder voorbehoud van middelen van de raad", "orgaan": "raad", "vervuldDoor": "rv-21.0044" } })
        )],
        "{}",
        rest.to_ndjson()
    );
    let papers: Vec<&Draft> = rest.drafts.iter().filter(|draft| draft.kind().starts_with("besluit.")).collect();
    assert!(papers.iter().all(|draft| draft.is_unreviewed() || draft.kind() == "besluit.genomen"));
    let papers: Vec<&str> = papers.into_iter().map(Draft::subject).collect();
    assert_eq!(papers, ["besluit/rv-21.0044", "besluit/bw-21.0017"], "what fulfils comes first");
    let again = leave_out_known(before.clone(), &Log::of(&before));
    assert_eq!(again.to_ndjson(), "", "what the log has is no news");
}
