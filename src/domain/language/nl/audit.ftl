# Narekenen en bewijzen: verify in beide programma's, replay, de bundel.

## Namen van gebeurtenissen

event-name = { $position }, { $what }
event-node-recorded = opname van onderdeel { $id } van { $day }
event-node-changed = wijziging van onderdeel { $id } van { $day }
event-node-dropped = vervallen van onderdeel { $id } van { $day }
event-case-opened = opening van dossier { $id } van { $day }
event-case-changed = wijziging van dossier { $id } van { $day }
event-case-closed = sluiting van dossier { $id } van { $day }
event-case-reopened = heropening van dossier { $id } van { $day }
event-note-recorded = toelichting bij { $id } van { $day }
event-light-set = stoplicht van { $id } van { $day }
event-milestone-planned = planning van mijlpaal { $id } van { $day }
event-milestone-moved = verschuiving van mijlpaal { $id } van { $day }
event-milestone-met = halen van mijlpaal { $id } van { $day }
event-milestone-dropped = vervallen van mijlpaal { $id } van { $day }
event-adjustment-recorded = bijstelling { $id } van { $day }
event-adjustment-changed = wijziging van bijstelling { $id } van { $day }
event-adjustment-told-again = opnieuw melden van bijstelling { $id } van { $day }
event-adjustment-dropped = vervallen van bijstelling { $id } van { $day }
event-facility-opened = opening van voorziening { $id } van { $day }
event-facility-capacity-changed = andere capaciteit van voorziening { $id } van { $day }
event-facility-restricted = beperking van voorziening { $id } van { $day }
event-facility-closed = sluiting van voorziening { $id } van { $day }
event-facility-reopened = heropening van voorziening { $id } van { $day }
event-indicator-recorded = opname van indicator { $id } van { $day }
event-indicator-measured = meting van indicator { $id } van { $day }
event-decision-taken = besluit { $id } van { $day }
event-decision-changed = wijziging van besluit { $id } van { $day }
event-round-opened = opening van ronde { $id } van { $day }
event-round-changed = wijziging van ronde { $id } van { $day }
event-round-reopened = heropening van ronde { $id } van { $day }
event-round-sealed = vaststelling van ronde { $id } van { $day }
event-round-published = publicatie van ronde { $id } van { $day }
event-event-withdrawn = intrekking van gebeurtenis { $id } van { $day }
event-event-erased = wissing van gebeurtenis { $id } van { $day }

positions-two = { $from } en { $to }
positions-several = { $from } tot en met { $to }

## Wat er niet klopt

fault-text-altered = tekst gewijzigd
fault-text-shut = tekst gaat niet open met zijn sleutel
fault-text-gone = tekst is weg, en geen gebeurtenis zegt dat hij is gewist
fault-text-there = gebeurtenis { $by } zegt dat de tekst is gewist, en hij staat er nog
fault-text-there-still = de tekst is gewist, en hij staat er nog
fault-core-altered = gegevens gewijzigd (dag, code, bedrag of kenmerk)
fault-shape = gegevens in een vorm die bij dit type niet bestaat
fault-unreadable = niet te lezen
fault-no-record = regel { $line } is geen gebeurtenis: { $why }
fault-out-of-order = staat buiten zijn volgorde, op regel { $line }
fault-twice = staat dubbel, op regel { $first } en op regel { $line }
fault-says-position = zegt zelf dat zijn positie { $position } is
fault-not-signed = is een andere gebeurtenis dan die hier is ondertekend
fault-earlier = is eerder vastgelegd dan de gebeurtenis ervoor
fault-version = zegt versie { $found } van zijn onderwerp te zijn, en telt als versie { $wanted }
fault-gap = sluit niet aan: hier hoort positie { $wanted }
fault-second-id = heeft het id van een eerdere gebeurtenis
fault-bad-subject = heeft een onderwerp dat niet bestaat
fault-no-such-event = verwijst naar een gebeurtenis die er niet voor staat
fault-other-subject = herstelt een gebeurtenis van een ander onderwerp of type
fault-unknown-field = heeft een veld dat deze versie niet kent
fault-full = past niet meer: het logboek is vol
fault-shared-key = tekst is verzegeld met de sleutel van gebeurtenis { $with }
fault-missing = ontbreekt
fault-touches = { $count ->
    [one] raakt 1 vaststelling
   *[other] raakt { $count } vaststellingen
}
fault-not-reached = { $count ->
    [one] daardoor is 1 vaststelling niet na te gaan
   *[other] daardoor zijn { $count } vaststellingen niet na te gaan
}
fault-no-root = daardoor is de wortel van het checkpoint niet na te rekenen
fault-other-root = een gebeurtenis tot en met positie { $position } is een andere dan bij de vaststelling
fault-stored-tree = de bewaarde boom heeft een andere wortel dan de gebeurtenissen geven
fault-head-note = de aantekening over het eind van het logboek is niet te lezen

## Vaststellingen

sealing-position = noemt positie { $position }, die niet voor de vaststelling zelf ligt
sealing-root = het logboek had op die positie een andere wortel
sealing-version = noemt zich versie { $said } en is nummer { $is } van haar ronde
sealing-reporting-date = de peildatum van de ronde is niet { $day }
sealing-not-built = de rapportage is niet te maken: { $why }
sealing-skeleton = de rapportage zonder teksten is een andere
sealing-report = de rapportage is een andere
sealing-unknown-shape = de rapportage heeft vorm { $version }, en die kent dit programma niet: neem een nieuwere versie
sealing-unreadable = gebeurtenis { $position } is niet te lezen

## De slotregel

conclusion-holds = alles klopt
conclusion-holds-as-far = wat te controleren was klopt; niet gecontroleerd: { $unchecked }
conclusion-does-not-hold = { $count ->
    [one] KLOPT NIET: 1 bevinding
   *[other] KLOPT NIET: { $count } bevindingen
}
conclusion-does-not-hold-as-far = { $count ->
    [one] KLOPT NIET: 1 bevinding; niet gecontroleerd: { $unchecked }
   *[other] KLOPT NIET: { $count } bevindingen; niet gecontroleerd: { $unchecked }
}
unchecked-signature = handtekening
unchecked-completeness = volledigheid
unchecked-key-origin = herkomst van de sleutel
unchecked-beyond = gebeurtenissen na het checkpoint ({ $positions })

## replay

verify-counted = { $count ->
    [one] 1 gebeurtenis
   *[other] { $count } gebeurtenissen
}: { $recorded } zoals geregistreerd, { $erased } gewist, { $differing } afwijkend
verify-erased = { $name }: gewist door gebeurtenis { $by }, besluit { $decision }, { $ground }
verify-sealings = vaststellingen: { $count }
verify-no-sealings = geen vaststellingen
verify-sealing = { $round }/{ $version }  { $body }  peildatum { $on }  positie { $position }  { $verdict }
verify-erased-of-sealing = gewist: positie { $position }, { $ground }, { $decision }
replay-not-checked = vaststelling { $version } van ronde { $round } is niet na te gaan: { $why }
verdict-holds = klopt
verdict-holds-but-erased = klopt-behoudens-wissing
verdict-differs = AFWIJKEND
verdict-not-checked = NIET NA TE GAAN
verify-root = wortel { $root }
verify-checkpoint = { $count ->
    [one] checkpoint van { $origin } over 1 gebeurtenis
   *[other] checkpoint van { $origin } over { $count } gebeurtenissen
}: { $root }; { $signature }
checkpoint-root-holds = de wortel klopt
checkpoint-root-differs = de export klopt er NIET mee
signature-holds = de handtekening klopt
signature-not-checked = de handtekening is NIET gecontroleerd: geef met --key de sleutel die u los van dit bestand bewaarde
signature-not-there = er staat geen handtekening bij
signature-wrong = de handtekening klopt NIET
verify-beyond-checkpoint = posities { $positions } vallen buiten het checkpoint
verify-no-checkpoint = geen checkpoint gegeven: of dit het logboek is dat werd ondertekend, is NIET gecontroleerd (--checkpoint, --key)
verify-tiles = { $count ->
    [one] 1 tegel bekeken
   *[other] { $count } tegels bekeken
}
verify-fault = AFWIJKEND: { $what }

fault-signature = de handtekening onder het checkpoint klopt niet: { $why }
fault-root = de wortel over de eerste { $size } gebeurtenissen is { $found }, en ondertekend is { $signed }: een ervan is een andere
fault-short = het checkpoint gaat over { $size } gebeurtenissen
tiles-too-short = de tegels reiken tot { $reach }, het checkpoint tot { $size }; geef tegels van dezelfde omvang of een latere
tiles-other-root = export noch tegels geven de wortel die is ondertekend
tile-missing = tegel { $tile } is er niet, of is niet te lezen
tile-short = tegel { $tile } bevat er geen { $count }, zoals zijn naam zegt
tile-event = tegel { $tile }: gebeurtenis { $position } is een andere dan is ondertekend
tile-hash = tegel { $tile }: hash { $at } is een andere dan is ondertekend

replay-before-first = op { $asked } was nog niets bekend: de eerste gebeurtenis is vastgelegd op { $first }; vraag naar dat moment of later
replay-before-first-day = op { $on } gold nog niets van wat toen bekend was: het eerste geldt vanaf { $first }; vraag naar die dag of later
replay-no-sealing = { $why }; `replay rounds` noemt elke vaststelling van de export
replay-round = --round { $round }: geef het id van een ronde, en na een schuine streep een orgaan (college, raad) of een versie vanaf 1
replay-history = { $why }; geef een onderwerp als soort/id, zoals voorziening/gebouw-c
replay-subject = { $subject } is geen onderwerp: geef soort/id, zoals voorziening/gebouw-c
replay-does-not-hold = { $file }: { $count } van { $of } gebeurtenissen { $count ->
    [one] klopt
   *[other] kloppen
} niet; de eerste: { $first }
standard-input = standaardinvoer
export-empty = er staat geen gebeurtenis in; geef wat `peildatum export` schreef
line-too-long = de regel is langer dan { $max } bytes, en zo lang is geen gebeurtenis
line-no-text = dit is geen UTF-8; geef wat `peildatum export` schreef
key-without-checkpoint = --key heeft niets te controleren zonder --checkpoint BESTAND
key-neither = --key is geen bestand en geen controlesleutel: { $why }
key-signs = dit is de sleutel waarmee het logboek ondertekent, en die blijft bij het logboek; geef de controlesleutel

## Sleutels en checkpoints

note-name = een sleutelnaam is niet leeg en heeft geen spaties, geen plusteken en geen stuurtekens
note-verifier-key = dit is geen controlesleutel: die heeft de vorm naam+8 hexadecimale cijfers+base64
note-signing-key = dit is geen ondertekensleutel: die heeft de vorm PRIVATE+KEY+naam+8 hexadecimale cijfers+base64
note-kind = dit is een sleutel van een ander soort dan Ed25519
note-key-id = de sleutel past niet bij zijn eigen nummer: een van de tekens is verkeerd
note-form = dit is geen ondertekende notitie: die heeft een tekst, een lege regel en regels die met een streep beginnen
note-unsigned = dit is niet ondertekend met de sleutel die is gegeven
note-signature = de handtekening past niet bij de tekst: een van de twee is veranderd
checkpoint-form = dit is geen checkpoint: dat heeft een herkomst, een aantal en een wortel in base64
checkpoint-origin = dit gaat over een ander logboek dan de sleutel die is gegeven

## peildatum verify

verify-counted-folder = { $count ->
    [one] 1 gebeurtenis
   *[other] { $count } gebeurtenissen
}, { $erased } gewist

## De uitleg van replay

help-replay = Maakt rapportages opnieuw uit een export van Peildatum, en controleert of die klopt
help-replay-more =
    Daar is geen dienst, gegevensmap of netwerk voor nodig: alles volgt uit het bestand en wat ernaast wordt gelegd.
help-replay-after = Uitgangscodes: 0 gedaan; 1 het antwoord is nee; 2 verkeerd gebruik of een bestand dat niet te lezen is.
help-replay-report = De rapportage van een dag of een ronde, zoals de dienst haar geeft
help-replay-report-export = De export; - is standaardinvoer
help-replay-report-on = De peildatum: de dag waarvoor de rapportage geldt
help-replay-report-round = In plaats van een dag een ronde: haar nieuwste vaststelling; ID/college, ID/raad of ID/2 voor één vaststelling
help-replay-report-canonical = Alleen de bytes waar de digest over gaat: voor sha256sum
help-replay-report-node = Eén onderdeel van de doelenboom, met wat eronder valt
help-replay-report-fiscal-year = Het begrotingsjaar (standaard: dat van de ronde, of het jaar van de peildatum)
help-replay-steps = De hele toestand van een onderwerp, voor en na elk van zijn gebeurtenissen
help-replay-steps-export = De export; - is standaardinvoer
help-replay-steps-subject = Wat te tonen, zoals voorziening/gebouw-c
help-replay-rounds = Rekent elke vaststelling na: de rapportage, haar digests en de wortel van het logboek
help-replay-rounds-export = De export; - is standaardinvoer
help-replay-verify = Zegt van een export wat ervan klopt: elke gebeurtenis en elke vaststelling
help-replay-verify-more =
    Met een checkpoint ook of dit het logboek is dat is ondertekend. Zonder wordt niemand ergens aan gehouden: wie de export
    schreef kan alles hebben geschreven. De laatste regel zegt wat niet is gecontroleerd. Uitgangscode 1: iets klopt niet.
help-replay-verify-export = De export; - is standaardinvoer
help-replay-verify-checkpoint = Een checkpoint van het logboek: de export moet bevatten waarover het is ondertekend
help-replay-verify-key = De controlesleutel van het logboek, of een bestand waar hij in staat, los van het logboek bewaard
help-replay-verify-tiles = De map die `peildatum export --tiles` schreef: zegt welke gebeurtenis een andere is dan is ondertekend

## Sleutels en checkpoints in een tekst

key-none = hier staat geen controlesleutel in
key-several = hier staan { $count } verschillende sleutels in; geef er een, als tekst of in een eigen bestand
checkpoint-none = hier staat geen checkpoint in: dat is een naam, een aantal, een wortel in base64 en een handtekening
not-text-paper = dit is geen tekst; bewaar het als gewone tekst, of geef de sleutel zelf
too-long-paper = dit is langer dan { $max } bytes; geef alleen de bladzijde waar het op staat
fault-other-checkpoint = het checkpoint over { $size } gebeurtenissen ({ $origin }) past niet bij dit logboek
verify-other-checkpoint = { $count ->
    [one] checkpoint van { $origin } over 1 gebeurtenis
   *[other] checkpoint van { $origin } over { $count } gebeurtenissen
}, uit hetzelfde bestand: { $root }; { $signature }
unchecked-rendered = teksten en werkmap (gemaakt met een andere versie)

## De bundel

bundle-counted = bundel met { $files } bestanden, waarvan { $proofs } bewijzen
bundle-sealing = ronde { $round }, vaststelling { $version } door { $body }
bundle-digest = digest { $digest }: vergelijk haar met die in het raadsstuk
bundle-own-key = de sleutel komt uit de bundel zelf en bewijst dus niets: geef met --key die uit het raadsstuk, van de griffie of van de accountant
bundle-no-archive = dit is geen heel zipbestand; haal het opnieuw op
bundle-too-many-files = dit zipbestand bevat meer dan { $max } bestanden
bundle-double-names = een naam komt er dubbel in voor, zodat twee lezers er iets anders in kunnen zien; er is niets van bekeken
bundle-overlap = bestanden liggen er over elkaar heen, zodat het zich groter voordoet dan het is; er is niets van bekeken
bundle-not-unpacked = is niet uit te pakken: het is veranderd of beschadigd
bundle-bomb = pakt uit tot meer dan { $max } bytes, en zo groot is geen bestand van een bundel
bundle-strange-file = hoort niet in een bundel
bundle-file-missing = ontbreekt
bundle-other-hash = is een ander bestand dan SHA256SUMS zegt
bundle-no-hash = staat niet in SHA256SUMS
bundle-sums-form = heeft een regel die geen hash en naam is, of een naam dubbel
bundle-does-not-follow = is niet wat uit het logboek volgt
bundle-not-sealed = geeft niet de { $key } die is vastgesteld
bundle-no-sealing = noemt geen ronde en versie
bundle-unknown-sealing = gaat over een vaststelling die het logboek niet heeft
bundle-no-checkpoint = is geen ondertekend checkpoint
bundle-other-key = is een andere sleutel dan die is gegeven
bundle-proof-wrong = bewijst niet dat deze gebeurtenis in het ondertekende logboek staat
bundle-no-tiles = --tiles hoort bij een export; een bundel heeft bewijzen in plaats van tegels
bundle-no-lines = meer dan { $max } regels zijn geen gebeurtenis; de rest is niet bekeken

## Een bundel maken

bundle-is-a-file = een bundel is een bestand; geef zijn naam met -o BESTAND.zip
bundle-not-whole = wat aankwam is geen hele bundel; vraag het opnieuw
bundle-made = { $count } bestanden in { $file }; daar staat elke tekst van het logboek in: bewaar het even zorgvuldig
bundle-made-differing = let op: AFWIJKEND: het logboek geeft niet wat is vastgesteld; { $file } in de bundel zegt wat er verschilt
bundle-next = wie hem krijgt rekent hem na met: replay verify { $file } --key SLEUTEL, met de sleutel uit het raadsstuk
bundle-not-sealed-round = ronde { $round } is nog niet vastgesteld, en een bundel hoort bij een vaststelling; stel haar eerst vast (`peildatum seal { $round }`)
bundle-differs = vaststelling { $version } van ronde { $round } is AFWIJKEND: het logboek geeft niet meer wat is vastgesteld ({ $why }); laat het logboek narekenen (verify), of vraag de bundel met dit oordeel erin (--accept-differing)
bundle-texts-missing = { $count ->
    [one] 1 tekst
   *[other] { $count } teksten
} van vaststelling { $version } van ronde { $round } { $count ->
    [one] ontbreekt
   *[other] ontbreken
}, want dit logboek is teruggezet zonder geheim: een bundel ervan bewijst niets
bundle-erased-meanwhile = een tekst van { $what } is intussen gewist; maak de bundel opnieuw
position-named = positie { $position }
verdict-texts-missing = NIET NA TE GAAN (teksten ontbreken)

## Regels van een export

record-line = regel { $line }: { $what }
record-not-json = dit is geen JSON: het gaat mis bij teken { $at }
record-no-object = dit is geen gebeurtenis, maar iets anders in JSON
record-field-missing = het veld { $field } ontbreekt
record-field-unknown = het veld { $field } is onbekend
record-field-value = het veld { $field } heeft een waarde die daar niet kan
record-written-otherwise = { $key } is anders geschreven dan een export het schrijft
record-type = { $kind } is geen type gebeurtenis
record-schema-version = schemaVersie { $version } van { $kind } kent dit programma niet; neem een nieuwere versie
record-subject-kind = { $kind } gaat niet over een { $subject }
record-from-one = positie en onderwerpVersie tellen vanaf 1
record-salt = zoutTekst ontbreekt dan en alleen dan als de tekst weg is
record-gone-twice = gewist en geheimOntbreekt kunnen niet samen
record-actor = { $actor } is geen actor
record-erased-fields = de velden die weg zijn staan op volgorde, elk maar een keer, en niet ook in de gegevens

## Rondes

rounds-none = Er is nog geen ronde geopend.
rounds-round = Ronde
rounds-reporting-date = Peildatum
rounds-due = Aanleveren voor
rounds-programmes = Programma's
rounds-completeness = Per programma:
programme-reported = gerapporteerd, { $noted } van { $outputs } { $outputs ->
    [one] prestatie
   *[other] prestaties
} met een toelichting van deze ronde
programme-expected = hoort bij deze ronde, maar er kwam niets voor
programme-not-reported = niet gerapporteerd
programme-nothing-yet = nog niets vastgelegd
rounds-status = Status
rounds-version = Versie { $version }
rounds-equal = {"; "}gelijk aan versie { $version }
rounds-published = Gepubliceerd
rounds-published-at = versie { $version } op { $moment }
sealing-by = { $purport } door { $body }
sealing-on = {" "}op { $day }
sealing-decision = , besluit { $decision }
sealing-because = , omdat: { $reason }
sealing-at = {" "}(positie { $position })

## replay steps

steps-subject = Onderwerp { $subject }
steps-known = Bekend tot en met positie { $position } van { $moment }
steps-legend = = bleef  ~ werd anders  + kwam erbij  - verviel
steps-recorded = Vastgelegd op { $moment } door { $who }
steps-corrects = Herstelt positie { $position }
steps-withdraws = Trekt in positie { $position }
steps-erases = Wist positie { $position }
steps-not-counting = Telt niet meer: { $reason } door positie { $position }
steps-erased-by = Teksten gewist door positie { $position }
steps-nothing = Voor en na: niets
help-replay-report-format = Hoe de rapportage wordt geschreven

in-file = { $file }: { $what }
export-no-event = geen enkele regel is een gebeurtenis; geef wat `peildatum export` schreef
verify-sealings-beyond = vaststellingen: { $count }, waarvan { $beyond } niet na te gaan
