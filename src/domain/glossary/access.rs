//! Glossary: keys and words of access.

use super::term::{Term, term};

/// Keys and words of access.
pub(super) const ACCESS: &[Term] = &[
    term("sessieSinds", "session since", "moment waarop een sessie van een browser begon"),
    term("aangemeldVanaf", "signed in from", "het adres waarvandaan iemand zich aanmeldde"),
    term("beeindigdeSessies", "ended sessions", "hoeveel sessies van een persoon eindigden"),
    term("controleren", "review", "rol die overal vastlegt, nakijkt, herstelt en intrekt, en het audittrail inziet"),
    term("geldig", "valid", "het toegangsbewijs opent nog iets"),
    term("gemaaktDoor", "made by", "wie een toegangsbewijs maakte"),
    term("gemaaktOp", "made at", "moment waarop een toegangsbewijs werd gemaakt"),
    term("gevraagdDoor", "asked by", "wie om een wissing vroeg, die een ander bevestigt"),
    term("gevraagdOp", "asked at", "moment waarop om een wissing werd gevraagd"),
    term("huidig", "current", "de sessie waarin dit wordt gevraagd"),
    term("ingetrokkenOp", "withdrawn at", "moment vanaf wanneer een toegangsbewijs niets meer opent"),
    term(
        "laatstGebruiktOp",
        "last used at",
        "moment waarop een sessie of een toegangsbewijs het laatst werd gebruikt, dat laatste op tien minuten nauwkeurig",
    ),
    term("lezen", "read", "rol die alles raadpleegt en niets vastlegt"),
    term("rapporteren", "report", "rol die vastlegt over de eigen onderdelen en wat eronder valt"),
    term("wie", "who", "het id van wie zich aanmeldde, zoals het ook bij een gebeurtenis staat"),
    term("wisverzoek", "erasure request", "een wissing die wacht tot een tweede persoon haar bevestigt"),
    term("toegangsbewijs", "token", "waarmee een programma of een mens binnenkomt, in één rol en tot een moment"),
    term("vaststellen", "seal", "rol die rondes vaststelt en publiceert"),
    term("verlopen", "expired", "de tijd van het toegangsbewijs is voorbij"),
    term("vervaltOp", "expires at", "moment tot wanneer een toegangsbewijs geldt, of een wisverzoek te bevestigen is"),
];
