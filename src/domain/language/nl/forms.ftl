# Wat er mis is met een veld of een waarde, en wat er hoort. Wat een veld heet staat er al voor.

field-required = dit veld is verplicht
field-unknown = dit veld bestaat hier niet
field-unknown-near = dit veld bestaat hier niet; bedoel je { $near }?
event-no-object = een gebeurtenis is een JSON-object
data-no-object = gegevens is een JSON-object
type-unknown = "{ $name }" is geen type gebeurtenis; `peildatum record --help` en /v1/openapi.json noemen ze
type-unknown-near = "{ $name }" is geen type gebeurtenis; bedoel je { $near }?

value-wanted = hier hoort { $wanted }
value-or = { $one } of { $other }
value-one-of = kies uit { $words }
value-no-pattern = de waarde past niet bij het patroon { $pattern }
value-no-day = geen bestaande dag in de vorm JJJJ-MM-DD
value-no-instant = geen moment in de vorm 2019-05-28T10:00:00Z
value-no-uuid = geen UUID
value-too-long = hooguit { $most } tekens
value-at-least = het getal is minstens { $least }
value-at-most = het getal is hooguit { $most }
value-not-taken = deze waarde past hier niet
list-at-least = de lijst heeft minstens { $least ->
    [one] 1 lid
   *[other] { $least } leden
}
list-at-most = de lijst heeft hooguit { $most ->
    [one] 1 lid
   *[other] { $most } leden
}
list-twice = de lijst noemt iets twee keer

type-list = een lijst
type-flag = true of false
type-whole = een geheel getal
type-number = een getal
type-object = een object
type-text = een tekst tussen aanhalingstekens
type-null = null

form-id = een id zoals gebouw-c, van hooguit 64 letters, cijfers, punten en streepjes
form-uuid = een UUID
form-day = een dag in de vorm JJJJ-MM-DD
form-instant = een moment in de vorm 2019-05-28T10:00:00Z
form-subject = een onderwerp in de vorm { $forms }
form-slug = een woord in kleine letters, cijfers en streepjes
form-decimal = een getal als tekst, met een punt voor de decimalen, zoals 12.50
form-reference = een id van letters, cijfers en . / _ : -
form-period = een periode zoals 2019, 2019-Q1 of 2019-03
form-year = een jaartal
form-task-field = een taakveldcode zoals 6.81
form-sha256 = 64 hexadecimale tekens
form-digest = sha256: en 64 hexadecimale tekens
form-root = een wortel in base64
form-paper-number = een besluitnummer zoals B&W 26.0012
form-field-name = de naam van een veld
form-version = een versie zoals 0.1.0
form-actor = een actor-id van 1 tot 100 letters, cijfers en : @ . _ -

text-blank = de tekst is leeg
text-too-long = de tekst heeft { $found } tekens; hooguit { $most } mag
text-control = de tekst bevat een stuurteken ({ $code })
text-form = "{ $found }" past hier niet; hier hoort { $form }

id-no-slash = een onderwerp heeft de vorm soort/id, zoals voorziening/gebouw-c
id-unknown-kind = "{ $kind }" is geen soort onderwerp; soorten zijn { $kinds }
id-wrong = "{ $id }" is geen id: een letter of cijfer, dan hooguit 63 letters, cijfers, punten of streepjes
id-no-uuid = "{ $id }" is geen UUID
time-no-day = "{ $found }" is geen bestaande dag in de vorm JJJJ-MM-DD
time-no-instant = "{ $found }" is geen moment in de vorm 2019-05-28T10:00:00Z

check-other-kind = { $kind } gaat over een onderwerp van de soort { $wanted }
check-empty-change = een wijziging noemt ten minste één veld
check-lines = regels is [eerste, laatste], geteld vanaf 1
check-amount = geef óf bedragInCenten óf pm: true
check-amount-cleared = een bedrag vervalt alleen tegen pm: true; gebruik anders bijstelling.vervallen
check-pm-cleared = pm vervalt alleen tegen een bedragInCenten
check-no-outcome = geef ten minste een waarde, een ontwikkeling of een norm
check-one-place = noem óf een onderdeel óf een dossier waar het bij hoort
check-url-or-id = een verwijzing heeft óf een url óf een id
check-paper-number = "{ $number }" is geen besluitnummer in één vorm: voorvoegsel in hoofdletters, spatie, jaar.nummer, zoals B&W 19.0017, RV 19.0005 of A.22.0057/01

personal-bsn = dit lijkt een burgerservicenummer; Peildatum volgt zaken, geen mensen: haal het nummer weg
personal-warning = hier lijkt { $what } te staan; controleer of de tekst persoonsgegevens bevat
personal-in-erasure = { $warning }; een wissing kan zelf niet worden gewist: haal het weg
personal-email = een e-mailadres
personal-maybe-bsn = een burgerservicenummer
personal-iban = een rekeningnummer
personal-phone = een telefoonnummer

json-wrong = geen geldige JSON op regel { $line }, teken { $column }: { $why }
json-cut-off = het houdt te vroeg op
json-trailing-comma = er staat een komma te veel
json-more-behind = erachter staat nog iets
json-key-no-text = een sleutel staat tussen dubbele aanhalingstekens
json-key-twice = een sleutel staat twee keer in één object
json-no-comma = hier hoort een komma of het einde
json-no-colon = hier hoort een dubbele punt
json-line-end-in-text = een tekst loopt niet over meer regels; schrijf een regeleinde als \n
json-bad-escape = achter een backslash hoort een teken dat JSON kent
json-no-utf8 = dit is geen UTF-8
json-bad-number = dit getal heeft geen goede vorm
json-too-deep = de JSON is te diep genest
json-too-many = er staan te veel waarden in; hooguit { $max }
json-no-value = hier hoort een waarde

import-no-json = de regel is geen JSON: bij teken { $column } gaat het mis, { $why }
import-no-whole-line = de regel is geen heel JSON-object: na teken { $column } houdt hij op; elke gebeurtenis staat als één object op één regel
import-line-too-long = een regel is hooguit { $most } MiB
import-file-changed = het bestand veranderde terwijl het werd ingelezen; lees het opnieuw in als het af is
import-no-record = geen volledig record: { $what }
import-nothing = er staat geen gebeurtenis in { $files }; er is niets vastgelegd
import-unreviewed = dit concept is nog niet nagekeken; kijk het na en zet oordeel op zeker, of neem het zo met --accept-unreviewed (API: onbeoordeeld=true)
import-full-record = een volledig record wordt teruggezet met zijn eigen momenten; gebruik --keep-times (API: metTijden=true)
import-erasure-missing = dit record is gewist, en geen gebeurtenis.gewist in de invoer zegt dat
import-sealing-differs = vaststelling { $version } van ronde { $round } op positie { $position } klopt niet met het logboek: { $what }
import-file-empty = { $file }: hier staat geen gebeurtenis in
import-warning = { $file }:{ $line }: let op: { $field }: { $what }
import-more-warnings = nog { $count ->
    [one] 1 waarschuwing is
   *[other] { $count } waarschuwingen zijn
} niet genoemd; voer kleinere bestanden in om ze alle te zien
import-read = { $lines ->
    [one] 1 gebeurtenis
   *[other] { $lines } gebeurtenissen
} gelezen
import-to-review = , waarvan { $count } nog na te kijken
import-done = { $read }{ $review }: { $added } toegevoegd, { $known } al bekend; het logboek loopt nu tot en met positie { $head }
import-tried = proef: { $read }{ $review }: { $added } zouden erbij komen, { $known } al bekend; er is niets vastgelegd
