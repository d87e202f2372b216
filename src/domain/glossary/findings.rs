//! Glossary: keys and words of findings.

use super::{Term, term};

/// Keys and words of findings.
pub(super) const FINDINGS: &[Term] = &[
    term(
        "besluit-onder-voorbehoud",
        "under reservation",
        "signaal: een voorbehoud bij een besluit is nog niet vervuld",
    ),
    term("concept-niet-nagekeken", "not reviewed", "signaal: een concept moet nog worden nagekeken"),
    term(
        "dekking-over-jaargrens",
        "cover across years",
        "signaal: geld van een ander begrotingsjaar dekt, zonder besluit",
    ),
    term("dossier-stil", "quiet case", "signaal: over een open dossier is in het tijdvak niets vastgelegd"),
    term("ernst", "severity", "hoe zwaar een signaal weegt: hoog, midden of laag"),
    term("herstel-zonder-reden", "correction without a reason", "signaal: een herstel zegt niet waarom"),
    term("hoog", "high", "signaal om op te lossen voordat de ronde wordt vastgesteld"),
    term("laag", "low", "signaal om op te ruimen"),
    term("midden", "medium", "signaal om na te vragen bij de afdeling"),
    term("mijlpaal-verstreken", "milestone passed", "signaal: een geplande mijlpaal ligt voor de peildatum"),
    term("nu", "now", "zoals nu bekend, ook van een vastgestelde ronde"),
    term("prestatie-zonder-toelichting", "output without a note", "signaal: voor deze ronde is er geen toelichting"),
    term("signalen", "findings", "waar een controller naar moet kijken; afgeleid, nooit vastgelegd"),
    term("stand-ongerijmd", "odd state", "signaal: wat is vastgelegd spreekt zichzelf tegen"),
    term("stoplicht-onbekend", "light unknown", "signaal: de kleur van een stoplicht is onbekend"),
    term(
        "stoplicht-zonder-bijsturing",
        "light without steering",
        "signaal: oranje of rood zonder oorzaak, gevolg en bijsturing",
    ),
    term("taakstelling-open", "target open", "signaal: een taakstelling is niet helemaal ingevuld"),
    term("tijdvak", "window", "de dagen waar een ronde over gaat: na de peildatum van de vorige ronde"),
    term("vorigeRonde", "previous round", "de ronde ervoor die verantwoordt"),
];
