# Wat de dienst antwoordt: vragen zonder antwoord, vaststellen, wissen.

log-empty = het logboek is leeg; leg eerst iets vast (`record`, of POST /v1/gebeurtenissen)
position-unknown = positie { $position } bestaat niet; het logboek heeft 1 tot en met { $head }
moment-before-log = op { $moment } was nog niets bekend; de eerste gebeurtenis is van { $first }
moment-ahead = { $moment } ligt na nu ({ $now }); wat dan bekend is weet niemand
day-before-log = op { $on } gold nog niets van wat dan bekend is; het eerste geldt vanaf { $first }
round-before-log = ronde { $round } heeft peildatum { $on }; toen gold nog niets van wat bekend is, het eerste geldt vanaf { $first }; wijzig de peildatum
round-unknown = ronde { $id } is niet geopend, of op die positie nog niet; zie `peildatum rounds` of /v1/rondes
node-unknown = onderdeel { $code } staat er dan niet; zie /v1/onderdelen
subject-unknown = over { $subject } is niets vastgelegd
total-too-large = een totaal is groter dan 2^53 - 1 eurocent
sealing-unknown = ronde { $round } heeft geen vaststelling { $which }; zie `peildatum rounds { $round }` of /v1/rondes/{ $round }/vaststellingen
decision-unknown = geen besluit heeft kenmerk { $number }; leg het eerst vast (`record besluit.genomen`, of POST /v1/gebeurtenissen), of noem zijn id; zie /v1/besluiten
decision-several = meer dan één besluit heeft kenmerk { $number }; noem het id van het bedoelde; zie /v1/besluiten
report-version-unknown = rapportageversie { $version } is van een nieuwere versie van de software; deze kan haar niet opbouwen
record-unreadable = positie { $position } is niet te lezen

sealing-no-object = een vaststelling is een JSON-object
sealing-purport-missing = zeg wat het orgaan met de rapportage doet; kies uit { $words }
sealing-position-wrong = hier hoort een positie vanaf 1
sealing-digest-wrong = hier hoort sha256: en 64 tekens
sealing-flag-wrong = hier hoort true of false
sealing-moment-wrong = geef een moment in UTC zoals 2021-10-05T09:00:00Z
sealing-field-unknown = dit veld bestaat hier niet; wat een vaststelling vastlegt rekent de dienst zelf uit
sealing-decision-ahead = { $day } moet nog komen; geef de dag waarop het besluit is genomen
sealing-other-report = de rapportage van ronde { $round } op positie { $position } heeft digest { $digest }, niet de genoemde; bekijk haar opnieuw en noem ook de positie
sealing-drafts = { $count ->
    [one] 1 concept achter deze rapportage is nog niet nagekeken ({ $positions }); kijk het na
   *[other] { $count } concepten achter deze rapportage zijn nog niet nagekeken ({ $positions }); kijk ze na
    }, of stel vast met --accept-unreviewed (over HTTP "onbeoordeeld": true)
sealing-before-date = vastgesteld op { $decided }, vóór de peildatum { $on }; kijk de dag na, of geef --out-of-order (`buitenVolgorde`)
sealing-before-college = het college heeft ronde { $round } nog niet vastgesteld; laat het college voorgaan, of geef --out-of-order (`buitenVolgorde`)
sealing-before-offer = vastgesteld door de raad op { $decided }, vóór het college op { $offered }; kijk de dagen na, of geef --out-of-order (`buitenVolgorde`)
sealing-equal = Gelijk aan versie { $version }: in de rapportage is geen letter veranderd.
sealing-positions = { $count ->
    [one] positie
   *[other] posities
    } { $positions }{ $more ->
    [0] {""}
   *[other] {" "}en nog { $more }
    }
sealing-round = Ronde { $round }
sealing-round-called = Ronde { $round }, { $title }
sealing-of = { $round }: de rapportage over { $on }, zoals bekend op positie { $position }, vastgelegd op { $moment }.
sealing-as = Dit wordt versie { $version }, door { $body ->
    [raad] de raad
   *[other] het college
    }: { $purport }.
sealing-as-unsaid = Dit wordt versie { $version }, door { $body ->
    [raad] de raad
   *[other] het college
    }; de strekking is nog niet gezegd.
sealing-fixes = Vast komen te liggen: { $notes }, { $lights } en { $amounts }.
sealing-notes = { $count ->
    [one] 1 toelichting
   *[other] { $count } toelichtingen
    }{ $carried ->
    [0] {""}
   *[other] {" "}({ $carried } overgenomen uit een eerdere ronde)
    }
sealing-lights = { $count ->
    [0] geen stoplichten
    [one] 1 stoplicht ({ $green } groen, { $orange } oranje, { $red } rood, { $unknown } onbekend)
   *[other] { $count } stoplichten ({ $green } groen, { $orange } oranje, { $red } rood, { $unknown } onbekend)
    }
sealing-amounts = { $count ->
    [0] geen bedragen
    [one] 1 bedrag
   *[other] { $count } bedragen
    }{ $pm ->
    [0] {""}
   *[other] {" "}({ $pm } p.m.)
    }
sealing-all-reviewed = Nog open: er is geen concept dat nog nagekeken moet worden.
sealing-unreviewed = Nog open: { $count ->
    [one] 1 concept is niet nagekeken
   *[other] { $count } concepten zijn niet nagekeken
    } ({ $positions }).
sealing-findings = { $high ->
    [0] Geen signaal van het hoogste niveau
    [one] Eén signaal van het hoogste niveau
   *[other] { $high } signalen van het hoogste niveau
    }{ $lower ->
    [0] {"."}
   *[other] , { $lower } van een lager niveau; zie `peildatum findings { $round }`.
    }
sealing-finding = - { $what }
sealing-findings-more = - en nog { $count }
sealing-first = Dit is de eerste vaststelling van deze ronde.
sealing-previous = De vorige vaststelling is versie { $version }, door { $body ->
    [raad] de raad
   *[other] het college
    }: { $purport }, positie { $position }.
sealing-previous-decided = De vorige vaststelling is versie { $version }, door { $body ->
    [raad] de raad
   *[other] het college
    }: { $purport } op { $on }, positie { $position }.
sealing-refused-because = Zo wordt deze ronde niet vastgesteld: { $why }.
sealing-question = Zo wordt de ronde vastgesteld; dat verandert niet meer.
sealing-ask-purport = Wat doet het orgaan met de rapportage? Kies uit { $words }:
sealed-round = ronde
sealed-as = { $round }, versie { $version } ({ $body }, { $purport })
sealed-date = peildatum
sealed-position = positie
sealed-at = { $position } (vastgesteld op positie { $at })
sealed-digest = digest
sealed-skeleton = geraamte
sealed-root = wortel
round-no-id = "{ $id }" is geen id van een ronde; geef er een zoals 2021-vr2
seal-purport-missing = zeg met --purport wat het orgaan met de rapportage doet; kies uit { $words }

erase-done = De teksten van positie { $position } zijn gewist; positie { $by } zegt dat.
erase-trial = De teksten van positie { $position } zouden worden gewist; er is nog niets gewist.
erase-question = { $what }
    Wat gewist is komt niet terug.
erase-in-a-pipe = De teksten van positie { $position } worden gewist en komen niet terug{ $count ->
    [0] {""}
    [one] ; dezelfde woorden staan ook in 1 ander veld (--dry-run noemt het)
   *[other] ; dezelfde woorden staan ook in { $count } andere velden (--dry-run noemt ze)
    }.
erase-same-none = Geen andere gebeurtenis heeft dezelfde woorden.
erase-same-missing = Of andere gebeurtenissen dezelfde woorden hebben is niet te zeggen: deze tekst was niet gewist maar ontbreekt, want het logboek is teruggezet zonder geheim. De wissing legt het besluit vast.
erase-same-unknown = Of andere gebeurtenissen dezelfde woorden hebben is niet meer te zeggen: deze waren al gewist.
erase-same = { $count ->
    [one] Dezelfde woorden staan ook hier, en daar is niets gewist:
   *[other] Dezelfde woorden staan ook in { $count } andere velden, en daar is niets gewist:
    }
erase-same-field = positie { $position }, { $field }: { $kind } over { $subject } ({ $extent })
erase-same-whole = de hele tekst
erase-same-part = een deel van de tekst
erase-same-more = en nog { $count }
erase-related = Deze gebeurtenissen horen bij wat is gewist; kijk of dezelfde woorden er anders gezegd in staan:
erase-other = positie { $position }: { $tie }
erase-tie-correction = dezelfde keten van herstel
erase-tie-withdrawal = de intrekking ervan
erase-tie-follow-up = een vervolg
erase-no-position = er is geen gebeurtenis op positie { $position }; de geschiedenis en de rapportage noemen posities
import-same-words = { $count ->
    [one] dezelfde woorden staan ook in 1 ander veld, en daar is niets gewist
   *[other] dezelfde woorden staan ook in { $count } andere velden, en daar is niets gewist
}: { $fields }
import-same-words-field = positie { $position } ({ $field })
