//! Glossary: the event types, each with its purpose.

use super::term::{Term, term};

/// The event types, without the prefix that all of them share.
pub(super) const TYPES: &[Term] = &[
    term("besluit.genomen", "decision taken", "college of raad nam een besluit, of kreeg een stuk voorgelegd"),
    term("besluit.gewijzigd", "decision changed", "gegevens van een besluit veranderen vanaf deze dag"),
    term(
        "bijstelling.gewijzigd",
        "adjustment changed",
        "een bedrag verandert vanaf deze dag: een prognose die beweegt, geen tweede bedrag",
    ),
    term(
        "bijstelling.opnieuw-gemeld",
        "adjustment told again",
        "een latere ronde meldt een bedrag opnieuw zoals het is",
    ),
    term(
        "bijstelling.vastgelegd",
        "adjustment recorded",
        "er is een bedrag: budget, tekort, dekking, taakstelling of ander",
    ),
    term("bijstelling.vervallen", "adjustment dropped", "een bedrag geldt vanaf deze dag niet meer"),
    term("dossier.geopend", "case opened", "een onderwerp wordt vanaf deze dag gevolgd"),
    term("dossier.gesloten", "case closed", "een dossier is afgerond"),
    term("dossier.gewijzigd", "case changed", "gegevens van een dossier veranderen vanaf deze dag"),
    term("dossier.heropend", "case reopened", "een gesloten dossier wordt weer gevolgd"),
    term(
        "gebeurtenis.gewist",
        "event erased",
        "de teksten van een gebeurtenis worden op wettelijke grond vernietigd; de gebeurtenis zelf blijft",
    ),
    term("gebeurtenis.ingetrokken", "event withdrawn", "een eerdere gebeurtenis telt vanaf deze positie niet meer"),
    term(
        "indicator.gemeten",
        "indicator measured",
        "een meting van één periode: een waarde, een ontwikkeling of een norm",
    ),
    term("indicator.opgenomen", "indicator recorded", "een indicator wordt vanaf deze dag gevolgd"),
    term("mijlpaal.gehaald", "milestone met", "een mijlpaal is op deze dag gehaald"),
    term("mijlpaal.gepland", "milestone planned", "er is een mijlpaal gepland"),
    term("mijlpaal.verschoven", "milestone moved", "een mijlpaal is uitgesteld of vervroegd"),
    term("mijlpaal.vervallen", "milestone dropped", "een mijlpaal wordt niet meer gehaald"),
    term(
        "onderdeel.gewijzigd",
        "node changed",
        "gegevens van een onderdeel veranderen vanaf deze dag; zijn niveau nooit",
    ),
    term("onderdeel.opgenomen", "node recorded", "een onderdeel staat vanaf deze dag in de doelenboom"),
    term("onderdeel.vervallen", "node dropped", "een onderdeel staat vanaf deze dag niet meer in de doelenboom"),
    term("ronde.geopend", "round opened", "een ronde begint: zij verzamelt toelichtingen en stoplichten"),
    term("ronde.gepubliceerd", "round published", "een vastgestelde rapportage is gepubliceerd"),
    term("ronde.gewijzigd", "round changed", "gegevens van een ronde veranderen"),
    term("ronde.heropend", "round reopened", "een vastgestelde ronde verzamelt opnieuw"),
    term(
        "ronde.vastgesteld",
        "round sealed",
        "college of raad stelde de rapportage van een ronde vast; alleen met seal",
    ),
    term("stoplicht.gezet", "light set", "een stoplicht heeft vanaf deze dag deze kleur"),
    term("toelichting.vastgelegd", "note recorded", "een tekst over hoe het er op deze dag voor staat"),
    term("voorziening.beperkt", "facility restricted", "een voorziening is open, maar minder dan gewoon"),
    term(
        "voorziening.capaciteit-gewijzigd",
        "facility capacity changed",
        "een voorziening heeft vanaf deze dag dit aantal plaatsen",
    ),
    term("voorziening.geopend", "facility opened", "een voorziening neemt vanaf deze dag mensen op"),
    term("voorziening.gesloten", "facility closed", "een voorziening is dicht: vanaf deze dag neemt zij niemand op"),
    term("voorziening.heropend", "facility reopened", "een voorziening is weer gewoon open"),
];
