//! Pages of successive rounds through the whole flow: read, recorded, sealed, and the next page read beside that.

mod found;
mod plan;
mod scope;
mod shown;
mod telling;

use serde_json::Value;

use super::{Place, Ran, run, run_with};

/// A log of one page, sealed, beside which the next one is read.
pub struct Years {
    place: Place,
    data: String,
}

impl Years {
    /// Records and seals the page of the first round of 2021.
    pub fn of(page: &str, round: &str, on: &str) -> Years {
        let place = Place::new();
        let data = place.path("data");
        let years = Years { place, data };
        let file = years.place.file("first.txt", page);
        let drafts = run(&["extract", &file, "--round", round, "--reporting-date", on]).done().out;
        years.import(&drafts);
        years
    }

    pub fn seal(self, round: &str) -> Years {
        let body = ["--body", "college", "--purport", "aangeboden", "--accept-unreviewed"];
        run(&[&["seal", round, "--data", &self.data][..], &body].concat()).done();
        self
    }

    fn import(&self, drafts: &str) {
        run_with(&["import", "--data", &self.data, "--accept-unreviewed", "-"], drafts.as_bytes()).done();
    }

    fn ask(&self, page: &str, round: &str, on: &str) -> Ran {
        let file = self.place.file("next.txt", page);
        run(&["extract", &file, "--round", round, "--reporting-date", on, "--against", &self.data])
    }

    /// Reads the next page beside the log, records what it gives, and returns that and what was said.
    pub fn next(&self, page: &str, round: &str, on: &str) -> (Vec<Value>, String) {
        let ran = self.ask(page, round, on).done();
        self.import(&ran.out);
        (ran.out.lines().map(|line| serde_json::from_str(line).expect("a draft is JSON")).collect(), ran.err)
    }

    pub fn report(&self, round: &str) -> String {
        run(&["report", "--data", &self.data, "--round", round]).done().out.replace('\u{a0}', " ")
    }
}

/// Returns the drafts of a type: subject, day and data.
pub fn of<'a>(drafts: &'a [Value], kind: &str) -> Vec<(&'a str, &'a str, &'a Value)> {
    let kind = format!("nl.peildatum.{kind}");
    let wanted = drafts.iter().filter(|draft| draft["type"] == kind.as_str());
    wanted.map(|draft| (text(&draft["onderwerp"]), text(&draft["ingangsdatum"]), &draft["gegevens"])).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Checks that all drafts of a type are to be reviewed.
pub fn all_to_review(drafts: &[Value], kind: &str) {
    let kind = format!("nl.peildatum.{kind}");
    for draft in drafts.iter().filter(|draft| text(&draft["type"]).starts_with(&kind)) {
        assert_eq!(draft["herkomst"]["oordeel"], "nakijken", "{draft}");
    }
}

const TREE: &str = "Beleidsterrein 3A Wegen\n\nDoel\n\nPrestatie\n\n3A1 Wegen zijn schoon\n\n3A1.1 Wegen vegen\n\n3A1.2 Borden wassen\n\n\
                    Toelichting doelenboom Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\n";

fn page(heading: &str, text: &str) -> String {
    format!("{heading} Voortgangsrapportage 2021\n\n{TREE}{text}\n")
}

#[test]
fn over_two_rounds_an_amount_is_one_a_closing_has_its_new_day_and_a_dropped_output_is_gone() {
    let spring =
        page("1e", "De bezems geven in 2021 een tekort van € 20.000. Steunpunt Molen sluit per 1 november 2021.");
    let years = Years::of(&spring, "2021-vr1", "2021-05-01").seal("2021-vr1");
    let autumn = page(
        "2e",
        "De bezems geven in 2021 een tekort van € 35.000. Steunpunt Molen gaat niet op 1 november dicht maar pas op 1 december 2021.",
    );
    let autumn = autumn.replacen("3A1.2 Borden wassen\n\n", "", 1);
    let (drafts, told) = years.next(&autumn, "2021-vr2", "2021-09-01");
    assert_eq!(of(&drafts, "bijstelling.gewijzigd").len(), 1, "{told}");
    assert_eq!(of(&drafts, "onderdeel.vervallen")[0].0, "onderdeel/3A1.2", "{told}");
    assert_eq!(of(&drafts, "voorziening.gesloten")[0].1, "2021-12-01", "{told}");
    let report = years.report("2021-vr2");
    assert!(report.contains("€ 35.000,00") && !report.contains("€ 20.000,00"), "{report}");
    assert!(report.contains("1 december 2021") && !report.contains("Borden wassen"), "{report}");
    assert!(years.report("2021-vr1/college").contains("Borden wassen"), "what was sealed stays");
}

#[test]
fn a_page_of_another_round_is_refused_by_its_heading_unless_said_otherwise() {
    let place = Place::new();
    let file = place.file("page.txt", &page("2e", "Er is geveegd."));
    let ask = |more: &[&str]| {
        run(&[&["extract", &file, "--round", "2021-vr1", "--reporting-date", "2021-05-01"][..], more].concat())
    };
    ask(&[]).refused(2, &["2e Voortgangsrapportage 2021", "nummer 2 in plaats van 1", "--accept-heading"]);
    ask(&["--accept-heading"]).done();
    let years = Years::of(&page("1e", "Er is geveegd."), "2021-vr1", "2021-05-01");
    years.ask(&page("1e", "Er is geveegd."), "2021-vr1", "2021-06-01").refused(2, &["1 mei 2021", "--reporting-date"]);
}

#[test]
fn the_past_is_entered_round_by_round_each_at_its_own_moment_and_sealed_by_both_bodies() {
    let place = Place::new();
    let data = place.path("data");
    let record = |heading: &str, text: &str, round: &str, on: &str, at: &str| {
        let file = place.file("page.txt", &page(heading, text));
        let mut args = vec!["extract", &file, "--round", round, "--reporting-date", on, "--recorded-at", at];
        if round == "2021-vr2" {
            args.extend(["--against", &data]);
        }
        let drafts = run(&args).done().out;
        run_with(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", "-"], drafts.as_bytes()).done();
    };
    let seal = |round: &str, body: &str, at: &str| {
        let args = ["seal", round, "--data", &data, "--body", body, "--purport", "vastgesteld", "--accept-unreviewed"];
        run(&[&args[..], &["--recorded-at", at]].concat())
    };
    record("1e", "Er is geveegd.", "2021-vr1", "2021-05-01", "2021-05-20T10:00:00Z");
    seal("2021-vr1", "raad", "2021-06-20T10:00:00Z")
        .refused(2, &["het college heeft ronde 2021-vr1 nog niet vastgesteld"]);
    seal("2021-vr1", "college", "2021-04-20T10:00:00Z").refused(2, &["vóór de peildatum 1 mei 2021"]);
    seal("2021-vr1", "college", "2021-06-01T10:00:00Z").done();
    seal("2021-vr1", "raad", "2021-06-20T10:00:00Z").done();
    record("2e", "Er is weer geveegd.", "2021-vr2", "2021-09-01", "2021-09-20T10:00:00Z");
    seal("2021-vr2", "college", "2021-10-01T10:00:00Z").done();
    seal("2021-vr2", "raad", "2021-09-30T10:00:00Z").refused(2, &["het laatste moment van het logboek"]);
    seal("2021-vr2", "raad", "2021-11-01T10:00:00Z").done();
    let rounds = run(&["rounds", "--data", &data]).done().out;
    assert_eq!(rounds.matches("gelijk aan versie 1").count(), 2, "{rounds}");
    run(&["verify", "--data", &data]).done();
}
