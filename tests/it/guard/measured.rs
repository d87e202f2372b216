//! The error rates of the guard, measured on numbers of every kind that a report contains, generated with a fixed seed;
//! on BSNs, all of which must be refused; and on the two real report pages.
//!
//! The table is a generated file, which the documentation of the guard includes.

use std::fmt::Write as _;

use peildatum::domain::bsn::{passes_eleven_test, warnings};
use peildatum::domain::proposal::Proposal;
use peildatum::extract::{Options, extract};
use serde_json::json;

use crate::generated::same;

/// The number of texts in one set.
const TEXTS: u64 = 1_000;

/// Random numbers that are the same in every run (SplitMix64).
struct Seeded(u64);

impl Seeded {
    /// Returns a number from `from` on, below `to`.
    fn number(&mut self, from: u64, to: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        from + (mixed ^ (mixed >> 31)) % (to - from)
    }

    fn digits(&mut self, count: u32) -> String {
        format!("{:0width$}", self.number(0, 10_u64.pow(count)), width = count as usize)
    }

    fn one_of<'a>(&mut self, forms: &[&'a str]) -> &'a str {
        forms[self.number(0, forms.len() as u64) as usize]
    }

    /// Replaces each `#` in the form by a random digit.
    fn form(&mut self, forms: &[&str]) -> String {
        let form = self.one_of(forms);
        form.chars().map(|c| if c == '#' { char::from(b'0' + self.number(0, 10) as u8) } else { c }).collect()
    }

    /// Returns nine digits that pass the eleven-test, as a BSN or an RSIN does.
    fn passing(&mut self) -> String {
        loop {
            let text = self.digits(9);
            let digits: [u8; 9] = text.bytes().map(|b| b - b'0').collect::<Vec<_>>().try_into().expect("nine digits");
            if passes_eleven_test(digits) {
                return text;
            }
        }
    }

    /// Returns a Dutch account number with valid check digits.
    fn iban(&mut self) -> String {
        let (bank, account) = (self.one_of(&["ABNA", "INGB", "RABO", "BNGH"]), self.digits(10));
        let as_digits: String = format!("{bank}{account}NL00")
            .chars()
            .map(|c| c.to_digit(36).expect("a letter or a digit").to_string())
            .collect();
        let rest = as_digits.bytes().fold(0, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % 97);
        let whole = format!("NL{:02}{bank}{account}", 98 - rest);
        if self.number(0, 2) == 0 {
            return whole;
        }
        whole.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
    }

    /// Returns a day in one of the notations of reports.
    fn date(&mut self) -> String {
        let (day, month, year) = (self.number(1, 29), self.number(1, 13), self.number(2015, 2027));
        match self.number(0, 5) {
            0 => format!("{day:02}-{month:02}-{year}"),
            1 => format!("{day}-{month}-{year}"),
            2 => format!("{year}-{month:02}-{day:02}"),
            3 => format!("{year}{month:02}{day:02}"),
            _ => format!("{day} april {year}"),
        }
    }
}

/// The name of a set, and the generator of its members.
type Set = (&'static str, fn(&mut Seeded) -> String);

const SETS: [Set; 20] = [
    ("RSIN, called so", |seeded| format!("RSIN {}", seeded.passing())),
    ("RSIN, bare", Seeded::passing),
    ("nine digits, bare", |seeded| seeded.digits(9)),
    ("KvK number, called so", |seeded| seeded.form(&["KvK ########", "KvK-nummer: ########"])),
    ("KvK number, bare", |seeded| seeded.form(&["########"])),
    ("case number `Z/19/0123456`", |seeded| seeded.form(&["Z/1#/0######", "Z/2#/0######"])),
    ("case number `2019-000123`", |seeded| seeded.form(&["2019-00####", "2021-00####"])),
    ("case number of nine digits, called so", |seeded| seeded.form(&["zaaknummer 20190####", "zaak 20210####"])),
    ("case number of nine digits, bare", |seeded| seeded.form(&["20190####", "20210####"])),
    ("case number `2019-12-345`", |seeded| seeded.form(&["2019-##-###", "2021-##-###"])),
    ("decision number", |seeded| seeded.form(&["B&W 19.00##", "B&W 21.0###", "RV 19.00##", "A.22.00##/01"])),
    ("amount", |seeded| {
        seeded.form(&["€ 4#.###", "€ 1#.###.###", "€ 1##.###.###", "3##.000 euro", "€ 2########", "€ 5.###,##"])
    }),
    ("postcode", |seeded| seeded.form(&["23## AB", "2###XZ"])),
    ("date", Seeded::date),
    ("range of years", |seeded| seeded.form(&["201#-202#", "201#/202#", "201# t/m 202#", "'1#-'2#"])),
    ("row of counts", |seeded| seeded.form(&["0 1# # 3## 1# 4", "2019 1# 3##", "12 ### ###", "0 0 # 2# 3## ##"])),
    ("mobile telephone", |seeded| {
        seeded.form(&["06-1#######", "06 2#######", "06 1# ## ## ##", "061#######", "+31 6 1#######"])
    }),
    ("other telephone", |seeded| {
        seeded.form(&["071-5######", "(071) 5## ## ##", "0172-4#####", "071 5## ####", "+31 (0)71 5######"])
    }),
    ("account number (IBAN)", Seeded::iban),
    ("e-mail address", |seeded| seeded.form(&["team##@voorbeeld.nl", "j.jansen#@gemeente.example"])),
];

/// Returns the result of the guard for a note with this text: the code of the refusal, or of each warning.
fn judged(text: &str) -> Result<Vec<&'static str>, &'static str> {
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9",
        "ingangsdatum": "2019-04-01", "gegevens": { "tekst": text } });
    match peildatum::input::proposal(&note) {
        Ok(proposal) => Ok(warnings(&proposal).iter().map(|warning| warning.code).collect()),
        Err(errors) => {
            assert!(errors.iter().all(|error| error.code == "bsn"), "{text}: {errors:?}");
            Err("bsn")
        }
    }
}

/// Counts how many of some texts are refused, and how many cause each warning.
#[derive(Default)]
struct Count {
    refused: u64,
    possible_bsn: u64,
    contact: u64,
    passed: u64,
}

impl Count {
    fn add(&mut self, text: &str) {
        match judged(text) {
            Err(_) => self.refused += 1,
            Ok(codes) if codes.is_empty() => self.passed += 1,
            Ok(codes) => {
                self.possible_bsn += u64::from(codes.contains(&"mogelijk-bsn"));
                self.contact += u64::from(codes.iter().any(|code| *code != "mogelijk-bsn"));
            }
        }
    }
}

fn table() -> String {
    let mut table = String::from(
        "| a text with | refused | warned: possible BSN | warned: address, telephone, account | passed | refused where \
         the text also says BSN |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for (index, (name, make)) in SETS.iter().enumerate() {
        let mut seeded = Seeded(index as u64);
        let (mut alone, mut beside) = (Count::default(), Count::default());
        for _ in 0..TEXTS {
            let one = make(&mut seeded);
            alone.add(&format!("In deze periode speelde {one} een rol in de opvang."));
            beside.add(&format!("Na een controle van het BSN bleef {one} over."));
        }
        let Count { refused, possible_bsn, contact, passed } = alone;
        writeln!(table, "| {name} | {refused} | {possible_bsn} | {contact} | {passed} | {} |", beside.refused)
            .expect("a string grows");
    }
    table
}

#[test]
fn the_committed_table_of_false_alarms_is_what_the_guard_does() {
    same("src/domain/bsn/measured.md", &table());
}

#[test]
fn every_number_that_its_text_calls_a_bsn_is_refused() {
    let mut seeded = Seeded(97);
    let texts = [
        "BSN {}",
        "bsn: {}",
        "BSN-nummer {}",
        "(bsn {})",
        "het b.s.n. {} van de aanvrager",
        "Burgerservicenummer: {}",
        "burgerservicenr. {}",
        "burger-servicenummer {}",
        "Burger Service Nummer {}",
        "sofinummer {}",
        "SoFi {}",
        "sofi-nummer: {}",
        "sociaal-fiscaal nummer {}",
        "de cliënt ({}, BSN bekend bij het wijkteam)",
        "RSIN of BSN {}",
        "BSN/RSIN {}",
        "BSN en KvK-nummer: {}",
        "zaaknummer {} (bsn)",
        "bsn{}",
        "Jansen;{};BSN",
        "BSN: zie hieronder\n{}",
        "De bsn's van de wachtlijst:\n- {}",
    ];
    let writings: [fn(&str) -> String; 6] = [
        str::to_owned,
        |n| format!("{}.{}.{}", &n[..4], &n[4..6], &n[6..]),
        |n| format!("{} {} {}", &n[..3], &n[3..6], &n[6..]),
        |n| format!("{}-{}-{}", &n[..3], &n[3..6], &n[6..]),
        |n| format!("{}\u{a0}{}\u{a0}{}", &n[..4], &n[4..6], &n[6..]),
        |n| n.strip_prefix('0').unwrap_or(n).to_owned(),
    ];
    let mut missed = Vec::new();
    for _ in 0..100 {
        let numbers = [seeded.passing(), leading_zero(&mut seeded)];
        for (number, text) in numbers.iter().flat_map(|number| texts.map(|text| (number, text))) {
            for writing in writings {
                let text = text.replace("{}", &writing(number));
                if judged(&text).is_ok() {
                    missed.push(text);
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} are taken, among them {:?}", missed.len(), &missed[..missed.len().min(5)]);
}

/// Returns a BSN, written with eight digits in half of the cases.
fn leading_zero(seeded: &mut Seeded) -> String {
    loop {
        let number = seeded.passing();
        if number.starts_with('0') && !number.starts_with("00") {
            return number;
        }
    }
}

#[test]
fn every_number_without_a_name_that_may_be_a_bsn_is_warned_of() {
    let mut seeded = Seeded(98);
    for _ in 0..1_000 {
        let number = seeded.passing();
        let grouped = format!("{}.{}.{}", &number[..4], &number[4..6], &number[6..]);
        for text in [format!("Het gaat om {number}."), format!("dossier {number}"), format!("cliënt {grouped}, Leiden")]
        {
            assert_eq!(judged(&text), Ok(vec!["mogelijk-bsn"]), "{text}");
        }
    }
}

/// The real pages: as the notes drafted from them, line by line, and as a whole.
#[test]
fn the_real_pages_are_taken_without_a_warning() {
    let folder = crate::cli::pages();
    for (name, round, date, drafts) in [
        ("bestuursrapportage-2019-programma-9", "2019-berap", "2019-04-01", 15),
        ("voortgangsrapportage-2021-2-programma-9", "2021-vr2", "2021-09-01", 69),
    ] {
        let bytes = std::fs::read(folder.join(format!("{name}.txt"))).expect("the page lies in the folder");
        let options = Options {
            round: round.into(),
            reporting_date: Some(date.into()),
            document: format!("{name}.txt"),
            ..Options::default()
        };
        let found = extract(&bytes, &options).expect("it is a report page").drafts;
        let proposals: Vec<Proposal> =
            found.iter().map(|draft| peildatum::input::proposal(&draft.event).expect("it is taken")).collect();
        let warned: Vec<_> = proposals.iter().flat_map(warnings).collect();
        assert_eq!((found.len(), warned), (drafts, vec![]), "{name}");
        let text = String::from_utf8(bytes).expect("a page is UTF-8");
        for part in text.lines().filter(|line| !line.trim().is_empty()).chain([&*text]) {
            assert_eq!(judged(part), Ok(vec![]), "{name}: {part}");
        }
    }
}
