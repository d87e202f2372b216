//! Property tests of the fast report against the reference implementation, over random logs and random points on the
//! two time axes.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::kit::{TestLog, event, id, request, with_cases};
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::plain::PlainReport;
use crate::{REPORT_VERSION, ReportRequest, ReportRules, report_in_version};

/// The random numbers that an event is generated from. Their ranges are small, so that events concern the same
/// subjects.
pub(crate) type Seeds = [u8; 8];

pub const DAYS: [&str; 8] =
    ["2018-12-01", "2019-01-01", "2019-03-01", "2019-03-02", "2019-06-01", "2019-12-31", "2020-01-01", "2020-05-01"];
pub const CODES: [&str; 7] = ["9", "9A", "9A1", "9A1.2", "9A1.10", "9B", "8"];
const COLOURS: [&str; 4] = ["groen", "oranje", "rood", "onbekend"];

fn pick<'a, T: ?Sized>(all: &[&'a T], seed: u8) -> &'a T {
    all[usize::from(seed) % all.len()]
}

/// Returns the type, the subject and the data of one event.
#[expect(clippy::too_many_lines, reason = "a table with an arm a type")]
fn generate_event(seeds: Seeds) -> (&'static str, String, Value) {
    let [what, which, a, b, c, d, e, _] = seeds;
    let code = pick(&CODES, which);
    let numbered = |kind: &str| format!("{kind}/{kind}{}", which % 3);
    let round = |data: &mut Value, seed: u8| {
        if !seed.is_multiple_of(3) {
            data["ronde"] = format!("ronde{}", seed % 3).into();
        }
    };
    let place = |data: &mut Value| {
        if b % 3 == 0 {
            data["dossier"] = format!("dossier{}", a % 3).into()
        } else {
            data["onderdeel"] = pick(&CODES, a).into()
        }
    };
    let other = |kind: u8, number: u8| {
        let kind = pick(&["voorziening", "bijstelling"], kind);
        format!("{kind}/{kind}{}", number % 3)
    };
    let on_either = if e % 3 == 0 { numbered("dossier") } else { format!("onderdeel/{code}") };
    match what % 24 {
        0 | 1 => {
            let mut data = json!({ "niveau": pick(&["programma", "beleidsterrein", "doel", "prestatie"], a), "titel": format!("t{b}") });
            if c % 3 != 0 {
                data["bovenliggend"] = pick(&CODES, c).into()
            }
            if d % 4 == 0 {
                data["portefeuilles"] = json!(["p", format!("q{e}")])
            }
            if d % 5 == 0 {
                data["voortzettingVan"] = json!([pick(&CODES, e)])
            }
            ("onderdeel.opgenomen", format!("onderdeel/{code}"), data)
        }
        2 => {
            let parent = if b % 4 == 0 { Value::Null } else { pick(&CODES, a).into() };
            ("onderdeel.gewijzigd", format!("onderdeel/{code}"), json!({ "bovenliggend": parent }))
        }
        3 => {
            let successors: Vec<&str> = (0..a % 3).map(|n| pick(&CODES, b.wrapping_add(n))).collect();
            ("onderdeel.vervallen", format!("onderdeel/{code}"), json!({ "opvolgers": successors }))
        }
        4 => (
            "dossier.geopend",
            numbered("dossier"),
            json!({ "titel": format!("d{b}"), "soort": "overig", "onderdeel": pick(&CODES, a),
                "partijen": [{ "naam": "Stichting", "rol": "aanbieder" }] }),
        ),
        5 => (
            "dossier.gewijzigd",
            numbered("dossier"),
            if b % 2 == 0 {
                json!({ "onderdeel": pick(&CODES, a) })
            } else {
                json!({ "samenvatting": null, "titel": format!("n{c}") })
            },
        ),
        6 => ("dossier.gesloten", numbered("dossier"), json!({ "uitkomst": "klaar" })),
        7 => ("dossier.heropend", numbered("dossier"), json!({ "reden": "toch" })),
        8..=10 => {
            let mut data = json!({ "tekst": format!("noot {a}{b}") });
            round(&mut data, c);
            if d % 3 == 0 {
                data["volgorde"] = (e % 3).into()
            }
            if d % 2 == 0 {
                data["kop"] = format!("kop {}", a % 3).into()
            }
            for (field, said) in [("oorzaak", b % 4 < 3), ("gevolg", b % 4 < 2), ("bijsturing", b % 4 < 2)] {
                if said {
                    data[field] = format!("{field} {a}").into()
                }
            }
            if which % 4 == 0 {
                data["dossiers"] = json!([format!("dossier{}", d % 3)])
            }
            ("toelichting.vastgelegd", on_either, data)
        }
        11 | 12 => {
            let mut data = json!({ "kleur": pick(&COLOURS, a) });
            if b % 2 == 0 {
                data["tijd"] = pick(&COLOURS, b).into()
            }
            round(&mut data, c);
            ("stoplicht.gezet", on_either, data)
        }
        13 => {
            let mut data = json!({ "omschrijving": "mijlpaal", "per": pick(&DAYS, c) });
            place(&mut data);
            if d % 4 != 0 {
                data["nauwkeurigheid"] = pick(&["maand", "kwartaal", "jaar", "uiterlijk", "onbekend"], d).into()
            }
            ("mijlpaal.gepland", numbered("mijlpaal"), data)
        }
        14 => match a % 3 {
            0 => ("mijlpaal.verschoven", numbered("mijlpaal"), json!({ "per": "2019-10-01", "reden": "later" })),
            1 => ("mijlpaal.gehaald", numbered("mijlpaal"), json!({ "resultaat": "af" })),
            _ => ("mijlpaal.vervallen", numbered("mijlpaal"), json!({ "reden": "weg" })),
        },
        15 | 16 => {
            let mut data = json!({ "omschrijving": "b", "soort": pick(&["taakstelling", "tekort", "meevaller"], c), "effect": "nadeel", "stand": "prognose" });
            place(&mut data);
            if d % 3 == 0 {
                data["pm"] = true.into()
            } else {
                data["bedragInCenten"] = (u32::from(d) * 100).into()
            }
            if e % 3 != 0 {
                data["begrotingsjaar"] = (2018 + i64::from(e % 3)).into()
            }
            match a % 4 {
                0 => data["dekt"] = format!("bijstelling{}", b % 3).into(),
                1 => data["realiseert"] = format!("bijstelling{}", c % 3).into(),
                _ => {}
            }
            ("bijstelling.vastgelegd", numbered("bijstelling"), data)
        }
        17 => (
            "bijstelling.gewijzigd",
            numbered("bijstelling"),
            match a % 4 {
                0 => json!({ "bedragInCenten": u32::from(b) * 10 }),
                1 => json!({ "pm": true }),
                2 => json!({ "dekt": null, "begrotingsjaar": null }),
                _ => json!({ "dekt": format!("bijstelling{}", b % 3) }),
            },
        ),
        18 => match b % 3 {
            0 => ("bijstelling.vervallen", numbered("bijstelling"), json!({ "reden": "weg" })),
            _ => {
                let told = format!("ronde{}", c % 3);
                ("bijstelling.opnieuw-gemeld", numbered("bijstelling"), json!({ "ronde": told }))
            }
        },
        19 => {
            let mut data = json!({ "naam": format!("v{c}"), "soort": "wijkteam", "capaciteit": d });
            place(&mut data);
            ("voorziening.geopend", numbered("voorziening"), data)
        }
        20 => match a % 4 {
            0 => {
                let mut data = json!({ "reden": "dicht" });
                if b % 2 == 0 {
                    data["vervangenDoor"] = format!("voorziening{}", c % 3).into();
                    data["besluit"] = format!("besluit{}", d % 3).into();
                }
                ("voorziening.gesloten", numbered("voorziening"), data)
            }
            1 if b % 2 == 0 => ("voorziening.heropend", numbered("voorziening"), json!({ "besluit": "besluit1" })),
            1 => ("voorziening.heropend", numbered("voorziening"), json!({})),
            2 => ("voorziening.beperkt", numbered("voorziening"), json!({ "reden": "krap", "omvang": "half" })),
            _ if c % 2 == 0 => {
                let data = json!({ "capaciteit": b, "reden": "verbouwing" });
                ("voorziening.capaciteit-gewijzigd", numbered("voorziening"), data)
            }
            _ => ("voorziening.capaciteit-gewijzigd", numbered("voorziening"), json!({ "capaciteit": b })),
        },
        21 => {
            let mut data = json!({ "naam": "i", "eenheid": "n", "richting": "neutraal", "onderdeel": pick(&CODES, a) });
            if b % 2 == 0 {
                data["streefwaarden"] = json!({ "2019": "10", "2020": "12.5" })
            }
            ("indicator.opgenomen", numbered("indicator"), data)
        }
        22 => (
            "indicator.gemeten",
            numbered("indicator"),
            json!({ "periode": pick(&["2019", "2019-Q4", "2019-03", "2020-Q1"], a),
                "waarde": b.to_string(), "status": pick(&["voorlopig", "definitief"], c) }),
        ),
        _ => match a % 3 {
            0 => (
                "besluit.genomen",
                numbered("besluit"),
                json!({ "soort": "motie", "kenmerk": "M", "titel": "Motie",
                    "strekking": pick(&["vastgesteld", "voorgesteld", "onbekend"], d),
                    "betreft": [format!("onderdeel/{}", pick(&CODES, b)), other(e, c)] }),
            ),
            1 => (
                "besluit.gewijzigd",
                numbered("besluit"),
                match b % 3 {
                    0 => json!({ "voorbehoud": { "tekst": "mits", "orgaan": "raad" } }),
                    1 => json!({ "voorbehoud": null }),
                    _ => json!({ "voorbehoud": { "tekst": "mits", "vervuldDoor": format!("besluit{}", c % 3) } }),
                },
            ),
            _ => {
                let mut data = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "titel": "r",
                    "peildatum": pick(&DAYS, b) });
                if d % 3 == 0 {
                    data["programmas"] = json!([pick(&CODES, c), pick(&CODES, e)])
                }
                ("ronde.geopend", numbered("ronde"), data)
            }
        },
    }
}

/// Returns a log of these events, with a round sealed after one event in nine and without erasures.
pub(crate) fn sealed_log_of(all: &[Seeds]) -> TestLog {
    let mut log = TestLog::default();
    for seeds in all {
        add(&mut log, seeds);
        if seeds[6] % 9 == 4 {
            log.seal(&format!("ronde{}", seeds[4] % 3), if seeds[3] % 2 == 0 { "college" } else { "raad" });
        }
    }
    log
}

/// Returns a log of these events. One in six corrects an earlier event, one in eight withdraws one, and after one in
/// sixteen the texts of an event are erased.
pub(crate) fn log_of(all: &[Seeds]) -> TestLog {
    let mut log = TestLog::default();
    for seeds in all {
        add(&mut log, seeds);
        let [.., choice, which] = *seeds;
        let hit = &log.records[usize::from(which) % log.records.len()];
        if choice % 16 == 14 && can_be_erased(hit) {
            log.erase(hit.position);
        }
    }
    log
}

/// Returns true for an event whose texts are present and may be erased.
pub(super) fn can_be_erased(record: &Record) -> bool {
    !record.is_erased() && !record.kind.name().starts_with("gebeurtenis.")
}

/// Returns true for a correction that must only mark a draft as reviewed.
fn makes_review(seeds: &Seeds, target: &Record) -> bool {
    seeds[2].is_multiple_of(2) && target.unreviewed()
}

/// Adds the event that these numbers generate. A sealing is neither corrected nor withdrawn.
pub(super) fn add(log: &mut TestLog, seeds: &Seeds) {
    let [_, _, _, _, _, day, choice, which] = *seeds;
    let day = pick(&DAYS, day);
    let head = log.records.len() as u64;
    let target = if head == 0 { None } else { log.records.get(usize::from(which) % log.records.len()) };
    let counts = target.is_some_and(|r| log.state.counts(log.state.at(r.position).unwrap().1, head));
    let fixed = |name: &str| name.starts_with("gebeurtenis.") || name == "ronde.vastgesteld";
    match target.filter(|r| counts && !fixed(r.kind.name())) {
        Some(target) if choice % 8 == 7 => drop(log.withdraw(target.position)),
        Some(target) if choice % 6 == 5 && !target.is_erased() => {
            let made =
                (0..=255).map(|n| generate_event([n, seeds[1], seeds[2], seeds[3], seeds[4], seeds[5], seeds[6], 0]));
            let same = |(kind, _, _): &(&str, String, Value)| *kind == target.kind.name();
            let data = made.into_iter().find(same).map(|(_, _, data)| data);
            let mut event = event(
                target.kind.name(),
                target.subject.as_str(),
                day,
                data.unwrap_or_else(|| Value::Object(target.data.clone())),
            );
            event["herstelt"] = target.id.to_string().into();
            if makes_review(seeds, target) {
                event["gegevens"] = Value::Object(target.data.clone());
                event["ingangsdatum"] = target.effective_on.to_string().into();
                event["ingangsdatumNauwkeurigheid"] = target.precision.name().into();
            }
            if which % 2 == 0 {
                event["toelichtingWijziging"] = "geteld".into()
            }
            log.push(&event);
        }
        _ => {
            let (kind, subject, mut data) = generate_event(*seeds);
            let earlier = log.records.iter().rfind(|r| r.kind.name() == "toelichting.vastgelegd");
            if let Some(earlier) = earlier.filter(|_| kind == "toelichting.vastgelegd" && choice % 3 == 0) {
                data["vervolgOp"] = earlier.id.to_string().into()
            }
            let mut event = event(kind, &subject, day, data);
            if which % 5 == 0 {
                event["herkomst"] = json!({ "document": "d", "oordeel": "nakijken" })
            }
            if which % 7 == 0 {
                event["ingangsdatumNauwkeurigheid"] = "maand".into()
            }
            log.push(&event);
        }
    }
}

fn plain(version: u32, log: &TestLog, request: &ReportRequest, year: i64) -> Value {
    let records = log.records[..request.position as usize].iter().map(AsRef::as_ref).collect();
    PlainReport { log: records, day: request.on, year, round: request.round.clone(), version }.report()
}

fn fast(version: u32, log: &TestLog, request: &ReportRequest) -> Value {
    let report = report_in_version(version, &log.state, log, request).unwrap().report;
    let mut value = serde_json::to_value(&report).unwrap();
    let all = value.as_object_mut().unwrap();
    for key in ["basis", "ronde", "rapportageVersie"] {
        all.remove(key);
    }
    value
}

/// Returns the first place where two values differ; printing a whole report would not help.
fn difference(path: &str, fast: &Value, plain: &Value) -> Option<String> {
    match (fast, plain) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().find_map(|(key, value)| difference(&format!("{path}.{key}"), value, &b[key]))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (x, y))| difference(&format!("{path}[{at}]"), x, y))
        }
        _ => (fast != plain).then(|| format!("{path}:\n  fast  {fast}\n  plain {plain}")),
    }
}

proptest! {
    #![proptest_config(with_cases(400))]

    /// The fast implementation must agree with the reference implementation.
    #[test]
    fn the_report_agrees_with_the_plain_definition(
        all in prop::collection::vec(any::<Seeds>(), 1..70), on in 0..DAYS.len(), known in 1..=100u64, round in 0..4u8,
        sealed in any::<bool>(),
    ) {
        let log = if sealed { sealed_log_of(&all) } else { log_of(&all) };
        let position = 1 + known * (log.state.head() - 1) / 100;
        let mut request = request(DAYS[on], position);
        request.fiscal_year = Some(2019);
        let opened = |id: &str| log.records[..position as usize].iter().any(|r| r.subject.as_str() == format!("ronde/{id}"));
        request.round = (round > 0).then(|| format!("ronde{}", round - 1)).filter(|id| opened(id) && log.try_report(&ReportRequest { round: Some(id.clone()), ..request.clone() }).is_ok());
        for version in ReportRules::ALL.map(ReportRules::version) {
            let (fast, plain) = (fast(version, &log, &request), plain(version, &log, &request, 2019));
            if let Some(difference) = difference("", &fast, &plain) {
                return Err(TestCaseError::fail(format!("version {version}, {request:?}\n{difference}")));
            }
        }
    }

    /// A report of one node only reads what ever referred to it; it must equal that part of the whole report.
    #[test]
    fn the_report_of_a_node_is_that_part_of_the_whole(
        all in prop::collection::vec(any::<Seeds>(), 1..70), on in 0..DAYS.len(), code in 0..CODES.len(),
    ) {
        let log = log_of(&all);
        let mut request = request(DAYS[on], log.state.head());
        let whole = fast(REPORT_VERSION, &log, &request);
        fn find<'v>(nodes: &'v Value, code: &str) -> Option<&'v Value> {
            nodes.as_array().unwrap().iter().find_map(|n| if n["code"] == code { Some(n) } else { find(&n["onderdelen"], code) })
        }
        request.node = Some(CODES[code].to_owned());
        match (find(&whole["onderdelen"], CODES[code]), log.try_report(&request)) {
            (Some(node), Ok(_)) => {
                let part = fast(REPORT_VERSION, &log, &request);
                prop_assert_eq!(difference("", &part["onderdelen"][0], node), None);
            }
            (None, Err(_)) => {}
            (found, answer) => prop_assert!(false, "whole: {:?}, part: {:?}", found.is_some(), answer.map(|a| a.report)),
        }
    }
}

#[test]
fn ids_of_the_kit_are_ids() {
    assert!(crate::domain::ids::EventId::parse(&id(1)).is_ok() && Day::parse(DAYS[0]).is_ok());
}
