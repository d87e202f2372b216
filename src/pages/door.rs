//! `/`: the rounds as a list of tasks, the newest first; for an empty log, how to begin.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::access::Action;
use crate::domain::event::EventType;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{list, number, text};
use crate::language::Message;
use crate::message;
use crate::parts::day;
use crate::reader::Reader;
use crate::record_links::{FormLink, to_record};
use crate::recording::{sealing_link, waits_for_sealing};
use crate::render::text::sealing_version;
use crate::render::wording;
use crate::review::UnreviewedOf;

/// A round, with what is still to be done for it where that was counted.
#[derive(Debug, Clone)]
pub struct RoundTask<'a> {
    /// The round, as the list of rounds tells it.
    pub round: &'a Value,
    /// What is to be done; none for rounds too old to be counted, and where nothing held on the day yet.
    pub counts: Option<RoundCounts>,
}

/// What a controller still has to do for a round.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoundCounts {
    /// The outputs on its reporting date.
    pub outputs: u64,
    /// The outputs without a note for this round.
    pub without_note: u64,
    /// Findings by weight, from high to low.
    pub findings: [u64; 3],
    /// Subjects with drafts that nobody reviewed.
    pub unreviewed: u64,
    /// Savings targets of which a part is open.
    pub open_targets: u64,
}

/// The contents of the page.
pub struct Door<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The rounds, the newest first.
    pub rounds: Vec<RoundTask<'a>>,
    /// The last position of the log; 0 where it is empty.
    pub head: u64,
    /// The moment at which the last event was recorded.
    pub recorded_at: Option<String>,
    /// Today, as `YYYY-MM-DD`.
    pub today: &'a str,
    /// How many report pages were read and not recorded yet.
    pub unfinished: usize,
}

/// Returns the page.
pub fn page(door: &Door<'_>) -> String {
    let reader = door.reader;
    let frame = Frame {
        reader,
        here: Address::of(&[]),
        title: reader.say(&message!("page-door-title")),
        section: Some(Section::Rounds),
        viewer: Some(door.viewer),
        bar: bar(door),
        stand: stand(door),
    };
    let content = match (door.head, door.rounds.as_slice()) {
        (0, _) => begin(reader),
        (_, []) => html! { p { (reader.say(&message!("page-door-no-rounds"))) } },
        (_, rounds) => html! { ul.rounds { @for task in rounds { (one(reader, task)) } } },
    };
    document(&frame, &content)
}

/// Returns the bar, from which the report of any day is one step away.
fn bar(door: &Door<'_>) -> Markup {
    let report = Address::of(&["rapportage"]);
    let shown = crate::frame::DateBar { on: door.today, known: "", sealings: &[], here: &report };
    html! { @if door.head > 0 { (crate::frame::date_bar(door.reader, &shown)) } }
}

fn stand(door: &Door<'_>) -> Markup {
    let reader = door.reader;
    let told = match &door.recorded_at {
        Some(iso) if door.head > 0 => {
            let moment = wording::moment(reader.language, iso);
            message!("page-door-stand", count = door.head, moment = moment)
        }
        Some(_) | None => message!("page-door-empty"),
    };
    html! { p.lead { (reader.say(&message!("page-door-lead"))) } p.subtle { (reader.say(&told)) }
        @if door.unfinished > 0 && reader.may(Action::Record) {
            p { a href=(Address::of(&["inlezen"]).read_by(reader)) { (reader.say(&message!("door-unfinished", count = door.unfinished))) } }
        }
    }
}

/// Returns the first steps with an empty log.
fn begin(reader: Reader) -> Markup {
    let steps: [(Message, &str); 3] = [
        (message!("page-begin-demo"), "peildatum demo"),
        (message!("page-begin-extract"), "peildatum extract rapportage.txt --round 2021-vr1 > concept.ndjson"),
        (message!("page-begin-import"), "peildatum import --url ADRES concept.ndjson"),
    ];
    html! {
        h2 { (reader.say(&message!("page-begin"))) }
        ol.steps { @for (what, line) in steps { li { (reader.say(&what)) code { (line) } } } }
        @if reader.may_now(Action::Record) {
            @let forms: [FormLink<'_>; 2] = [
                (EventType::NodeRecorded, message!("page-begin-node"), &[][..]),
                (EventType::RoundOpened, message!("page-begin-round"), &[][..]),
            ];
            p { (reader.say(&message!("page-begin-here"))) }
            (to_record(reader, &reader.say(&message!("page-begin")), &forms))
        }
        p { a href=(Address::of(&["api"]).read_by(reader)) { (reader.say(&message!("page-begin-api"))) } }
        @if reader.may_now(Action::Record) {
            p { a href=(Address::of(&["inlezen"]).read_by(reader)) { (reader.say(&message!("door-read-a-page"))) } }
        }
    }
}

fn one(reader: Reader, task: &RoundTask<'_>) -> Markup {
    let round = task.round;
    let id = text(round, "id").unwrap_or_default();
    let at = Address::of(&["rondes", id]).read_by(reader);
    let drafts = UnreviewedOf::Round(id.to_owned()).address().read_by(reader);
    // An external auditor sees how many there are, and not what they say.
    let unreviewed = if reader.may(Action::SeeDrafts) { drafts } else { at.clone() };
    let status = text(round, "status").unwrap_or_default();
    let is_open = matches!(status, "open" | "heropend");
    html! {
        li.round.open[is_open] {
            h2 { a href=(at) { (text(round, "titel").unwrap_or(id)) } }
            p.when { (when(reader, round, status)) }
            @if let Some(counts) = &task.counts { (figures(reader, (&at, &unreviewed), counts)) }
            @if waits_for_sealing(round) { p.record-links { (sealing_link(reader, id)) } }
        }
    }
}

/// Returns the status of a round, its days, and by whom it was sealed last.
fn when(reader: Reader, round: &Value, status: &str) -> String {
    let language = reader.language;
    let word = |key: &str| text(round, key).map(|word| wording::words(language, word));
    let told = [
        Some(wording::capital(&wording::words(language, status))),
        word("soort"),
        day(language, round, "peildatum").map(|day| reader.say(&message!("page-door-date", day = day))),
        day(language, round, "aanleverenVoor").map(|day| reader.say(&message!("page-door-due", day = day))),
        list(round, "vaststellingen").last().map(|sealed| sealing_version(language, sealed)),
    ];
    told.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Returns what is still to be done, each with a link to it.
fn figures(reader: Reader, (round, unreviewed): (&Address, &Address), counts: &RoundCounts) -> Markup {
    let with_note = counts.outputs.saturating_sub(counts.without_note);
    let [high, medium, low] = counts.findings;
    let findings = round.clone().at("signalen");
    html! {
        ul.figures {
            li {
                @let told = reader.say(&message!("page-door-notes-of", count = with_note, all = counts.outputs));
                a href=(round.clone().with("filter", "zonder-toelichting")) { strong { (told) } (reader.say(&message!("page-door-notes"))) }
                (gauge(with_note, counts.outputs))
            }
            li {
                a href=(findings) {
                    strong { (high + medium + low) } (reader.say(&message!("page-door-findings", count = high + medium + low)))
                }
                span.subtle.small { (reader.say(&message!("page-door-weights", high = high, medium = medium, low = low))) }
            }
            (figure(reader, unreviewed, counts.unreviewed, &message!("page-door-unreviewed", count = counts.unreviewed)))
            (figure(reader, &findings, counts.open_targets, &message!("page-door-targets", count = counts.open_targets)))
        }
    }
}

fn figure(reader: Reader, to: &Address, count: u64, what: &Message) -> Markup {
    html! {
        li {
            @if count == 0 { strong.none { "0" } (reader.say(what)) }
            @else { a href=(to) { strong { (count) } (reader.say(what)) } }
        }
    }
}

/// Returns a bar that fills up; the numbers stand above it.
fn gauge(part: u64, all: u64) -> Markup {
    let share = (part * 100).checked_div(all).unwrap_or(0);
    html! {
        svg.gauge viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.all width="100" height="4" {}
            rect.part width=(share) height="4" {}
        }
    }
}

/// Counts what is to be done from the findings of a round, and its outputs.
pub fn counts(findings: &Value, outputs: u64) -> RoundCounts {
    let of = |code: &str| number(&findings["tellingen"], code);
    let weight = |word: &str| {
        let of_weight = list(findings, "signalen").iter().filter(|finding| text(finding, "ernst") == Some(word));
        u64::try_from(of_weight.count()).unwrap_or(u64::MAX)
    };
    RoundCounts {
        outputs,
        without_note: of("prestatie-zonder-toelichting"),
        findings: ["hoog", "midden", "laag"].map(weight),
        unreviewed: of("concept-niet-nagekeken"),
        open_targets: of("taakstelling-open"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testkit::{HOSTILE, assert_sound, readers};

    fn door<'a>(reader: Reader, rounds: Vec<RoundTask<'a>>, head: u64) -> String {
        let viewer = Viewer { name: HOSTILE, role: "beheren" };
        let recorded_at = Some("2019-05-28T10:00:00Z".to_owned());
        page(&Door { reader, viewer, rounds, head, recorded_at, today: "2026-11-30", unfinished: 2 })
    }

    #[test]
    fn an_empty_log_says_how_to_begin_and_one_without_rounds_says_so() {
        for reader in readers() {
            let begin = door(reader, Vec::new(), 0);
            assert_sound(&begin);
            assert!(begin.contains("peildatum demo") && !begin.contains("beschikbaarOp"), "{begin}");
            assert_sound(&door(reader, Vec::new(), 3));
        }
    }

    #[test]
    fn each_round_says_what_is_to_be_done_and_each_figure_leads_to_it() {
        let round = json!({ "id": "2019-vr1", "titel": HOSTILE, "soort": "voortgangsrapportage", "status": "open",
            "peildatum": "2019-04-01", "aanleverenVoor": "2019-04-17", "vaststellingen": [] });
        let findings = json!({ "signalen": [{ "ernst": "hoog" }, { "ernst": "midden" }, { "ernst": "midden" }],
            "tellingen": { "prestatie-zonder-toelichting": 11, "concept-niet-nagekeken": 2 } });
        let counts = counts(&findings, 19);
        assert_eq!((counts.findings, counts.unreviewed, counts.open_targets), ([1, 2, 0], 2, 0));
        for reader in readers() {
            let page = door(reader, vec![RoundTask { round: &round, counts: Some(counts.clone()) }], 3);
            assert_sound(&page);
            for part in
                ["/rondes/2019-vr1", "filter=zonder-toelichting", "#signalen", "/nakijken?ronde=2019-vr1", "/inlezen"]
            {
                assert!(page.contains(part), "{part}");
            }
        }
        let dutch =
            door(readers()[0], vec![RoundTask { round: &round, counts: Some(counts) }], 3).replace('\u{a0}', " ");
        assert!(dutch.contains("8 van 19") && dutch.contains("17 april 2019"), "{dutch}");
    }
}
