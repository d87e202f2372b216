//! Glossary: keys and words of findings, of money, and of audit trails.

use super::{Term, term};

/// Keys and words of findings, of money, and of audit trails.
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
    term("aanmaakdatum", "recorded at", "moment waarop de handeling is vastgelegd (ZGW)"),
    term("actie", "action", "create, update, partial_update of destroy (ZGW)"),
    term("actieWeergave", "action label", "het type gebeurtenis (ZGW)"),
    term("applicatieId", "application id", "wie het in dit logboek schreef (ZGW)"),
    term("applicatieWeergave", "application label", "naam van de toepassing (ZGW)"),
    term(
        "andereBegrotingsjaren",
        "other budget years",
        "bedragen van een ander jaar die aan geen bedrag van het gevraagde jaar zijn verbonden",
    ),
    term("buitenBeeld", "out of sight", "wat er staat en niet wordt getoond omdat een begrotingsjaar is gevraagd"),
    term("dekkingen", "coverage", "welk bedrag welk ander dekt of invult, en wat openstaat"),
    term("gebruikersId", "user id", "wie de handeling deed (ZGW)"),
    term("gebruikersWeergave", "user label", "naam van wie de handeling deed (ZGW)"),
    term("hoofdObject", "main object", "adres van het onderwerp (ZGW)"),
    term("oud", "old", "de toestand voor de handeling (ZGW)"),
    term(
        "resource",
        "resource",
        "waar de handeling op was: het soort onderwerp, of toelichting, stoplicht of meting (ZGW)",
    ),
    term("resourceUrl", "resource url", "adres van waar de handeling op was (ZGW)"),
    term("resourceWeergave", "resource label", "naam van waar de handeling op was (ZGW)"),
    term("stappen", "steps", "wat een bedrag was, vanaf welke dag"),
    term("uuid", "uuid", "id van de gebeurtenis (ZGW)"),
    term(
        "verbonden",
        "linked",
        "van een ander jaar of zonder jaar, en getoond door wat het dekt, invult of waardoor het gedekt of ingevuld is",
    ),
    term("verloop", "course", "hoe een bedrag dat veranderde werd wat het is; telt niet dubbel"),
    term(
        "zonderBegrotingsjaar",
        "without a budget year",
        "bedragen zonder jaar die aan geen bedrag van het gevraagde jaar zijn verbonden",
    ),
];
