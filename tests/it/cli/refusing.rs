//! Points that do not exist, on every command that takes one: each is refused with advice and never gives an empty
//! result.

use super::{Place, run};

/// The arguments, and the texts that the line on stderr must contain.
const REFUSED: [(&str, &str); 39] = [
    ("report --on 2017-01-01", "het eerste geldt vanaf 1 januari 2019"),
    ("report --on 2019-02-30", "geef een bestaande dag"),
    ("report --on 2019-04-01 --position 292", "het logboek heeft 1 tot en met 291"),
    (
        "report --on 2019-04-01 --position 0",
        "\"0\" kan niet bij --position <POSITIE>: hier hoort een geheel getal vanaf 1",
    ),
    ("report --on 2019-04-01 --known-at 2100-01-01T00:00:00Z", "ligt na nu"),
    (
        "report --on 2019-04-01 --known-at 2001-01-01",
        "op 1 januari 2001, einde van de dag (Nederlandse tijd) was nog niets bekend; de eerste gebeurtenis is vastgelegd op",
    ),
    ("report --on 2019-04-01 --known-at gisteren", "is geen moment"),
    ("report --round 2031-vr1", "ronde 2031-vr1 is in dit logboek niet geopend"),
    ("report --round 2019-vr1/raad", "geen vaststelling raad"),
    ("report --round 2019-vr1/7", "geen vaststelling 7"),
    ("report --on 2019-04-01 --node 77", "onderdeel 77 staat er op die dag niet"),
    ("compare ronde:2031-vr1 2019-04-01", "A (ronde:2031-vr1): ronde 2031-vr1 is in dit logboek niet geopend"),
    ("compare 2019-04-01 ronde:2019-vr1/raad", "B (ronde:2019-vr1/raad): ronde 2019-vr1 heeft geen vaststelling raad"),
    ("compare 2019-02-30 2019-04-01", "\"2019-02-30\" kan niet bij <A>: deze dag bestaat niet"),
    ("compare 2019-04-01@292 2019-04-01", "A (2019-04-01@292): positie 292 bestaat niet"),
    ("compare 2019-04-01@0 2019-04-01", "na @ hoort een moment als 2019-05-28T10:00:00Z of een positie vanaf 1"),
    ("compare 2019-04-01 2019-04-01@2100-01-01T00:00:00Z", "laat het moment weg"),
    ("compare 2019-04-01@2001-01-01T00:00:00Z 2019-04-01", "was nog niets bekend"),
    ("compare 2017-01-01 2017-06-01", "A (2017-01-01): op 1 januari 2017 gold nog niets"),
    ("compare 2019-04-01 2017-06-01", "B (2017-06-01): op 1 juni 2017 gold nog niets"),
    ("compare 2019-04-01 2020-04-01 --node 77", "onderdeel 77 staat er op die dag niet"),
    ("history voorziening/nergens", "over voorziening/nergens is niets vastgelegd"),
    ("history ronde/2031-vr1", "over ronde/2031-vr1 is niets vastgelegd"),
    ("history nergens", "geef een onderwerp als SOORT/ID"),
    ("findings 2031-vr1", "ronde 2031-vr1 is in dit logboek niet geopend"),
    ("findings 2019-vr1/raad", "geen vaststelling raad"),
    ("findings 2019-vr1 --position 292", "het logboek heeft 1 tot en met 291"),
    ("findings 2019-vr1 --known-at 2100-01-01T00:00:00Z", "ligt na nu"),
    ("findings 2019-vr1 --known-at 2001-01-01T00:00:00Z", "was nog niets bekend"),
    ("findings 2019-vr1 --node 77", "onderdeel 77 staat er op die dag niet"),
    ("finance --on 2017-01-01", "het eerste geldt vanaf 1 januari 2019"),
    ("finance --on 2019-02-30", "geef een bestaande dag"),
    ("finance --on 2019-04-01 --position 292", "het logboek heeft 1 tot en met 291"),
    ("finance --on 2019-04-01 --known-at 2100-01-01T00:00:00Z", "ligt na nu"),
    ("finance --on 2019-04-01 --node 77", "onderdeel 77 staat er op die dag niet"),
    ("seal 2031-vr1 --body raad --purport vastgesteld", "ronde 2031-vr1 is in dit logboek niet geopend"),
    ("seal 2019-vr1 --body raad --purport vastgesteld --position 292", "het logboek heeft 1 tot en met 291"),
    ("seal 2019-vr1 --body raad --purport vastgesteld --decided-on 2019-02-30", "geef een bestaande dag"),
    ("seal 2019-vr1 --body raad --purport vastgesteld --decided-on 2100-01-01", "1 januari 2100 moet nog komen"),
];

#[test]
fn a_point_that_is_not_there_is_refused_and_says_why() {
    let place = Place::new();
    let data = place.loaded();
    for (asked, told) in REFUSED {
        let asked: Vec<&str> = asked.split(' ').chain(["--data", &data]).collect();
        let refused = run(&asked);
        assert!(refused.out.is_empty(), "{asked:?} answers something: {}", refused.out);
        refused.refused(2, &[told]);
    }
    let verified = run(&["verify", "--data", &data]).done().out;
    assert!(verified.contains("291") && !verified.contains("sealing "), "nothing was written: {verified}");
}

#[test]
fn a_known_later_than_b_is_compared_backwards_and_says_so() {
    let place = Place::new();
    let data = place.loaded();
    let told = run(&["compare", "2019-04-01@291", "2019-04-01@119", "--data", &data]).done().out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("\"Naar\" berust op minder kennis dan \"van\"; herstel staat achterstevoren."), "{told}");
    let there = run(&["compare", "2019-04-01@119", "2019-04-01@291", "--data", &data, "--json"]).done().out;
    let back = run(&["compare", "2019-04-01@291", "2019-04-01@119", "--data", &data, "--json"]).done().out;
    let totals = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        value["totalen"].as_array().expect("totals").clone()
    };
    let (there, back) = (totals(&there), totals(&back));
    assert!(!there.is_empty() && there.len() == back.len());
    for (one, other) in there.iter().zip(&back) {
        assert_eq!((&one["van"], &one["naar"]), (&other["naar"], &other["van"]));
        assert_eq!(one["herstel"].as_i64(), other["herstel"].as_i64().map(|cents| -cents));
    }
}
