//! Renders the texts of a bundle about itself: its contents, how anybody can recompute it, and what to be careful
//! about.

use serde_json::Value;

use super::rounds::sealing;
use super::{list, text};
use crate::language::Language;
use crate::message;
use crate::page::{TextPage, without_control_characters};
use crate::projections::sealing::SealingVerdict;
use crate::{Style, wording};

/// How many erased events are listed one by one; `vaststelling.json` has them all.
const ERASED_SHOWN_MAX: usize = 12;

/// The input for the texts of a bundle.
#[derive(Debug, Clone)]
pub struct BundleInfo {
    /// The sealing with the result of its check.
    pub sealed: Value,
    /// The report with `staat`.
    pub report: Value,
    /// The digest of the report as the log yields it now: that of the sealing unless texts were erased or it differs.
    pub canonical_digest: String,
    /// The position up to which the checkpoint reaches.
    pub size: u64,
    /// The root at that position, in Base64.
    pub root: String,
    /// The checkpoint as it was signed.
    pub note: String,
    /// The verifier key.
    pub key: String,
    /// The version of the newest sealing of the round, where that is another.
    pub newer: Option<u32>,
    /// The version of the first sealing of the round that fixed the same report, where that is an earlier one.
    pub equal_to: Option<u32>,
    /// Whether the round was reopened and not sealed since.
    pub reopened: bool,
    /// The version of the software that made it.
    pub software: String,
    /// The language of its texts.
    pub language: Language,
}

impl BundleInfo {
    /// Returns true where the log no longer yields what was sealed.
    pub(super) fn differs(&self) -> bool {
        self.sealed["oordeel"].as_str() == (SealingVerdict::Differs { what: Vec::new() }).name()
    }

    /// Returns a copy without characters that control a terminal.
    pub(super) fn harmless(&self) -> BundleInfo {
        BundleInfo {
            sealed: without_control_characters(&self.sealed),
            report: without_control_characters(&self.report),
            ..self.clone()
        }
    }

    /// Returns the title of the round; its id where the title was erased.
    pub(super) fn title(&self) -> &str {
        text(&self.report["ronde"], "titel").or_else(|| text(&self.sealed, "ronde")).unwrap_or("Rapportage")
    }

    /// Formats the round: `2019-vr1 (voortgangsrapportage)`.
    pub(super) fn round(&self) -> String {
        let kind = text(&self.report["ronde"], "soort")
            .map_or_else(String::new, |kind| format!(" ({})", wording::words(self.language, kind)));
        format!("{}{kind}", text(&self.sealed, "ronde").unwrap_or_default())
    }

    /// Formats that it is the same report as an earlier sealing: `; gelijk aan versie 1`.
    pub(super) fn equal(&self) -> String {
        let told = self.equal_to.map(|version| message!("rounds-equal", version = version));
        told.map_or_else(String::new, |told| told.in_language(self.language))
    }

    /// Formats the reporting date, in words and as it is written in commands.
    pub(super) fn reporting_date(&self) -> String {
        let iso = text(&self.sealed, "peildatum").unwrap_or_default();
        format!("{} ({iso})", wording::day(self.language, iso, None))
    }

    /// Formats when the last event that the report knows was recorded.
    pub(super) fn known_at(&self) -> String {
        text(&self.report["basis"], "beschikbaarOp")
            .map_or_else(|| "onbekend".to_owned(), |iso| wording::moment(self.language, iso))
    }
}

/// Returns the digits of a digest, as `sha256sum` prints them.
pub(super) fn hex_of<'v>(object: &'v Value, key: &str) -> &'v str {
    text(object, key).map(|digest| digest.trim_start_matches("sha256:")).unwrap_or_default()
}

/// Renders `LEESMIJ.txt`.
pub fn read_me(bundled: &BundleInfo) -> String {
    let bundled = &bundled.harmless();
    let mut page = TextPage::new(Style { language: bundled.language, ..Style::default() });
    opening(&mut page, bundled);
    what_it_is(&mut page, bundled);
    contents(&mut page, bundled);
    steps(&mut page, bundled);
    erased(&mut page, &bundled.sealed);
    beware(&mut page, bundled);
    page.finish()
}

fn opening(page: &mut TextPage, bundled: &BundleInfo) {
    page.heading("Bundel van een vastgestelde rapportage");
    if bundled.differs() {
        alarm(page, bundled);
        page.gap();
    }
    page.labelled("Rapportage", bundled.title());
    page.labelled("Ronde", &bundled.round());
    page.labelled(
        "Vaststelling",
        &format!(
            "versie {}: {}{}",
            bundled.sealed["versie"],
            sealing(bundled.language, &bundled.sealed),
            bundled.equal()
        ),
    );
    page.labelled("Peildatum", &bundled.reporting_date());
    page.labelled("Zoals bekend op", &format!("{} (positie {})", bundled.known_at(), bundled.sealed["positie"]));
    page.labelled("Logboek", &format!("gebeurtenis 1 tot en met {}, waar het checkpoint over gaat", bundled.size));
    page.labelled("Oordeel", &verdict(bundled));
    if let Some(newer) = bundled.newer {
        page.labelled("Let op", &format!("van deze ronde is er een latere vaststelling: versie {newer}"));
    }
    if bundled.reopened {
        page.labelled("Let op", "deze ronde is na haar laatste vaststelling heropend");
    }
}

/// Returns the result of the check, in a sentence.
pub(super) fn verdict(bundled: &BundleInfo) -> String {
    match (bundled.differs(), list(&bundled.sealed, "gewist").len()) {
        (true, _) => "AFWIJKEND: het logboek geeft niet wat is vastgesteld".to_owned(),
        (false, 0) => "klopt: het logboek geeft precies wat is vastgesteld".to_owned(),
        (false, 1) => "klopt, behoudens wissing: de tekst van 1 gebeurtenis is sindsdien gewist".to_owned(),
        (false, more) => {
            format!("klopt, behoudens wissing: de teksten van {more} gebeurtenissen zijn sindsdien gewist")
        }
    }
}

fn alarm(page: &mut TextPage, bundled: &BundleInfo) {
    page.line(0, "!!! AFWIJKEND !!!");
    page.hanging(
        0,
        0,
        "Het logboek geeft NIET de rapportage die is vastgesteld. Wat in deze bundel als rapportage staat is wat het logboek nu \
         geeft, en dus geen bewijs van wat is vastgesteld. De bundel is zo op uitdrukkelijk verzoek gemaakt. Laat het logboek \
         narekenen (peildatum verify) en bewaar er een kopie van zoals het nu is.",
    );
    for what in list(&bundled.sealed, "afwijkingen").iter().filter_map(Value::as_str) {
        page.bullet(0, what);
    }
}

/// Renders `AFWIJKEND.txt`, which exists only where the check fails.
pub fn differs(bundled: &BundleInfo) -> String {
    let bundled = &bundled.harmless();
    let mut page = TextPage::new(Style { language: bundled.language, ..Style::default() });
    alarm(&mut page, bundled);
    page.gap();
    for (name, digest) in [
        ("Vastgesteld", hex_of(&bundled.sealed, "digest")),
        ("Nu", bundled.canonical_digest.trim_start_matches("sha256:")),
    ] {
        page.line(0, &format!("{name}:"));
        page.line(2, digest);
    }
    page.finish()
}

fn what_it_is(page: &mut TextPage, bundled: &BundleInfo) {
    page.heading("Wat is dit?");
    page.hanging(
        0,
        0,
        "Dit bestand hoort bij één vaststelling van één rapportage. Er staat in wat toen is vastgesteld, en alles wat nodig is om \
         dat na te rekenen zonder de dienst of haar beheerder te hoeven vertrouwen: het logboek waar de rapportage uit volgt, en \
         een ondertekend checkpoint dat zegt hoe dat logboek luidt.",
    );
    page.gap();
    page.hanging(
        0,
        0,
        "VERTROUWELIJK: log.ndjson is het hele logboek, met ook de teksten die niet in deze rapportage staan. Bewaar en deel \
         deze bundel zo zorgvuldig als het logboek zelf. Wordt later een tekst gewist, vernietig dan bewaarde bundels waar hij \
         in staat en maak nieuwe.",
    );
    page.gap();
    page.line(0, &format!("Gemaakt met peildatum {}.", bundled.software));
}

fn contents(page: &mut TextPage, bundled: &BundleInfo) {
    page.heading("Wat zit erin?");
    let mut line = |name: &str, what: &str| {
        const NAME_WIDTH: usize = 26;
        page.hanging(0, NAME_WIDTH, &format!("{name:<NAME_WIDTH$}{what}"));
    };
    if bundled.differs() {
        line("AFWIJKEND.txt", "wat er niet klopt");
    }
    line("raadsstuk.txt", "een halve bladzijde om in een raadsstuk op te nemen");
    line("rapportage.txt", "de rapportage om te lezen");
    line("rapportage.xlsx", "dezelfde als werkmap; rapportage.csv voor programma's");
    line("rapportage.json", "dezelfde zoals de dienst haar geeft, met het oordeel");
    line("rapportage.canoniek.json", "precies de bytes waar de digest over gaat");
    line("geraamte.json", "dezelfde met voor elke tekst een hash: daar gaat digestGeraamte over");
    line("vaststelling.json", "wat is vastgesteld, door wie, en wat het narekenen zegt");
    line("basis.json", "van welke dag en welke stand van het logboek de rapportage is");
    line("log.ndjson", "het logboek, een gebeurtenis per regel, met zouten");
    line("checkpoint", "hoe lang het logboek is en zijn wortel, ondertekend");
    line(
        "bewijzen/",
        "per gebeurtenis die de rapportage noemt: het bewijs dat zij in het logboek staat (C2SP tlog-proof)",
    );
    line("sleutel.txt", "de sleutel die bij de handtekening hoort; lees ook wat erbij staat");
    line("SHA256SUMS", "de hash van elk ander bestand");
}

fn steps(page: &mut TextPage, bundled: &BundleInfo) {
    let sealed = &bundled.sealed;
    let word = |key: &str| text(sealed, key).unwrap_or_default();
    page.heading("Zo rekent u het na");
    page.hanging(
        0,
        0,
        "replay hoort bij de broncode van Peildatum en heeft geen dienst, databank of netwerk nodig. In één keer, met de sleutel van \
         papier of van wie hem bewaart (of een bestand waar hij in staat, zoals het raadsstuk):",
    );
    page.raw(6, &format!("replay verify BUNDEL.zip --key '{}'", bundled.key));
    page.hanging(
        0,
        0,
        "De laatste regel zegt wat ervan klopt en wat niet is gecontroleerd. Stap voor stap kan ook; stap 1 en 2 kunnen zonder replay.",
    );
    page.gap();
    page.hanging(0, 3, "1. Kwam de bundel heel over? Pak haar uit, en daar:");
    page.raw(6, "sha256sum -c SHA256SUMS");
    page.hanging(
        3,
        3,
        "Bij elk bestand hoort OK te staan. Dit zegt alleen dat er onderweg niets is veranderd, niet dat de inhoud waar is. (Op \
         Windows geeft 'certutil -hashfile BESTAND SHA256' de hash van één bestand.)",
    );
    digest(page, bundled);
    page.hanging(
        0,
        3,
        "3. Is dit het logboek dat is ondertekend? Neem de sleutel van papier of van wie hem bewaart, en vergelijk hem met deze:",
    );
    page.raw(6, &format!("replay verify log.ndjson --checkpoint checkpoint --key '{}'", bundled.key));
    page.hanging(3, 3, &format!("Elke regel wordt nagerekend; de wortel hoort {} te zijn.", bundled.root));
    page.hanging(
        0,
        3,
        "4. Volgt de rapportage uit het logboek? Voor elke vaststelling, voor deze, en los van de ronde:",
    );
    page.raw(6, "replay rounds log.ndjson");
    let (round, version) = (word("ronde"), &sealed["versie"]);
    page.raw(6, &format!("replay report log.ndjson --round {round}/{version} --canonical | sha256sum"));
    page.raw(6, &format!("replay report log.ndjson --on {} --position {}", word("peildatum"), sealed["positie"]));
    page.hanging(
        3,
        3,
        "De eerste zegt per vaststelling klopt, de tweede geeft dezelfde digest als stap 2, de derde de stand van die dag in JSON.",
    );
    page.hanging(
        0,
        3,
        "5. Staat in het raadsstuk een ouder checkpoint? De tweede regel ervan is een aantal gebeurtenissen. Voor 123 geeft",
    );
    page.raw(6, "head -n 123 log.ndjson | replay verify -");
    page.hanging(3, 3, "de wortel die op de derde regel ervan staat: het logboek is sindsdien alleen langer geworden.");
}

/// Writes the second step: the digest, and where it differs why.
fn digest(page: &mut TextPage, bundled: &BundleInfo) {
    let sealed = &bundled.sealed;
    page.hanging(0, 3, "2. Is dit de rapportage die is vastgesteld?");
    page.raw(6, "sha256sum rapportage.canoniek.json");
    let seen = bundled.canonical_digest.trim_start_matches("sha256:");
    if seen == hex_of(sealed, "digest") {
        page.hanging(3, 3, "geeft de digest die is vastgesteld. Vergelijk haar met die in het raadsstuk:");
        page.raw(6, seen);
    } else {
        page.hanging(3, 3, "geeft hier");
        page.raw(6, seen);
        page.hanging(3, 3, "en vastgesteld is");
        page.raw(6, hex_of(sealed, "digest"));
        if !bundled.differs() {
            page.hanging(
                3,
                3,
                "Dat verschilt doordat er tekst is gewist, zie Gewist. Wat hetzelfde moest blijven is het geraamte, waarin een \
                 hash op de plaats van elke tekst staat: bedragen, kleuren en dagen zijn er de vastgestelde.",
            );
            page.raw(6, "sha256sum geraamte.json");
            page.hanging(3, 3, "geeft de digestGeraamte die is vastgesteld:");
            page.raw(6, hex_of(sealed, "digestGeraamte"));
        }
    }
}

fn erased(page: &mut TextPage, sealed: &Value) {
    let all = list(sealed, "gewist");
    if all.is_empty() {
        return;
    }
    page.heading("Gewist");
    page.hanging(
        0,
        0,
        "Van deze gebeurtenissen stond tekst in de vastgestelde rapportage, die sindsdien op wettelijke grond is gewist:",
    );
    for one in all.iter().take(ERASED_SHOWN_MAX) {
        let word = |key: &str| text(one, key).unwrap_or("onbekend");
        page.bullet(
            0,
            &format!(
                "de tekst van positie {}, door positie {}: {}, besluit {}",
                one["positie"],
                one["door"],
                word("grondslag"),
                word("besluit")
            ),
        );
    }
    if all.len() > ERASED_SHOWN_MAX {
        page.bullet(0, &format!("en {} meer: zie vaststelling.json", all.len() - ERASED_SHOWN_MAX));
    }
}

fn beware(page: &mut TextPage, bundled: &BundleInfo) {
    page.heading("Wat dit wel en niet bewijst");
    page.hanging(
        0,
        0,
        "Wie alles in deze bundel heeft gemaakt, kan ook alles in deze bundel hebben verzonnen, de sleutel incluis. Bewijs is zij pas \
         naast iets van elders: het raadsstuk met digest en checkpoint, of de sleutel zoals griffie of accountant hem bewaart.",
    );
    page.gap();
    page.hanging(
        0,
        0,
        "De bundel bewijst wat is vastgelegd en vastgesteld, en dat er sindsdien niets is veranderd. Of het waar was, bewijst zij niet.",
    );
    if bundled.differs() {
        page.gap();
        page.hanging(0, 0, "Deze bundel is AFWIJKEND: zie bovenaan.");
    }
}

/// Renders `sleutel.txt`: the key on its first line, for commands; below it how far it can be trusted.
pub fn key(bundled: &BundleInfo) -> String {
    let mut page = TextPage::new(Style { language: bundled.language, ..Style::default() });
    page.raw(0, &bundled.key);
    page.gap();
    page.hanging(
        0,
        0,
        "Hierboven staat de openbare sleutel waarmee iedereen de handtekening onder het checkpoint controleert. Hij is niet geheim.",
    );
    page.gap();
    page.hanging(
        0,
        0,
        "LET OP: een sleutel uit hetzelfde bestand als wat hij moet bewijzen, bewijst weinig. Wie de bundel vervalst, legt er een eigen \
         sleutel bij. Vergelijk hem met de sleutel die elders wordt bewaard: in het raadsstuk, bij de griffie, bij de accountant.",
    );
    page.finish()
}
