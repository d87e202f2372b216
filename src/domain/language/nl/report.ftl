# Rapportages en geschiedenissen als tekst en werkmap.

known-at = Zoals bekend op
known-at-asked = { $asked }; laatste gebeurtenis tot dan: positie { $position } van { $recorded }
known-until = Bekend tot en met
known-until-event = positie { $position } van { $recorded }

report-unreadable = wat terugkwam is geen rapportage: { $why }

query-empty = het logboek is leeg; leg eerst iets vast met record, of lees gebeurtenissen in met import
query-no-position = positie { $position } bestaat niet; het logboek heeft 1 tot en met { $head }
query-before-first = op { $moment } was nog niets bekend; de eerste gebeurtenis is vastgelegd op { $first }
query-before-first-day = op { $on } gold nog niets van wat dan bekend is; het eerste geldt vanaf { $first }, vraag die dag of een latere
query-round-before-first-day = ronde { $round } heeft peildatum { $on }; toen gold nog niets van wat bekend is, het eerste geldt vanaf { $first }: wijzig de peildatum
query-in-future = { $moment } ligt na nu ({ $now }); laat het moment weg (--known-at, of wat achter @ staat) voor wat nu bekend is
query-bad-round = een ronde heeft een id zoals 2021-vr2
query-no-round = ronde { $round } is in dit logboek niet geopend, of op die positie nog niet; `peildatum rounds` toont welke er zijn
query-no-node = onderdeel { $code } staat er op die dag niet, zoals dan bekend; laat --node weg voor alles
query-no-subject = over { $subject } is niets vastgelegd; de rapportage toont welke onderwerpen er zijn
query-no-sealing = ronde { $round } heeft geen vaststelling { $which }; `peildatum rounds { $round }` toont welke er zijn
query-no-decision = geen besluit heeft kenmerk { $number }; leg het eerst vast (`record besluit.genomen`), of noem zijn id
query-several-decisions = meer dan één besluit heeft kenmerk { $number }; noem het id van het bedoelde
query-unknown-shape = dit is vastgesteld als rapportage van versie { $version }, die deze versie van peildatum niet kan maken; neem een nieuwere
query-overflow = een totaal is groter dan 2^53 - 1 eurocent, en dat past niet in JSON
query-unreadable = positie { $position } is niet te lezen; verify zegt wat er klopt
query-which = { $text }: na de schuine streep hoort een orgaan (college, raad) of een versie vanaf 1, zoals { $id }/college
findings-known-and-sealing = een vaststelling legt vast wat bekend was; laat --now, --known-at en --position weg, of het deel achter de /

file-not-ours = { $file } is van een ander en zou bij het vervangen van deze gebruiker worden; geef een andere naam, of haal het eerst weg
backup-is-two-files = een back-up is twee bestanden, en naast { $file } is geen plaats; geef de naam van een gewoon bestand
file-exists = { $file } is er al; geef een andere naam
system-too-large = het wordt groter dan een bestand hier mag zijn

report-title = Rapportage
report-round = Ronde
report-date = Peildatum
report-year = Begrotingsjaar
report-node = Onderdeel
report-sealed = Vastgesteld
report-sealed-version = versie { $version }: { $told }
report-money = Financiën
report-programme-not-reported = Niet gerapporteerd in deze ronde: wat hier staat is van eerder.
report-without-node = zonder onderdeel
report-of-year = begrotingsjaar { $year }
report-without-year = zonder begrotingsjaar
report-decisions = Besluiten
report-check = Controle
report-digest = Digest
report-root = Wortel
report-verdict = Oordeel
report-erased = Gewist
report-erased-by = de tekst van positie { $position }, door positie { $by } ({ $why })
report-erased-position = de tekst van positie { $position }
amount-pm = p.m.
amounts-pm = { $count ->
    [one] p.m.
   *[other] { $count } × p.m.
}
title-erased = (titel gewist)
text-erased = (tekst gewist)
erased = (gewist)
decision-concerns = Betreft: { $what }
decision-reservation-met = Voorbehoud: { $what } (vervuld door { $by })
decision-reservation-open = Voorbehoud: { $what } (nog niet vervuld)
report-verdict-differs = AFWIJKEND: dit is niet wat werd vastgesteld; laat het logboek narekenen (verify)
report-verdict-holds = klopt
report-verdict-holds-but-erased = klopt, behoudens wissing
mark-older = ouder dan ronde { $round }
mark-other-year = uit { $year }
mark-carried-over = overgenomen
mark-dropped = vervallen
mark-of-dropped-node = vastgelegd bij { $code }, dat is vervallen
mark-after-sealing = vastgelegd na vaststelling van { $rounds }
aspect-time = tijd
aspect-money = geld
aspect-quality = kwaliteit


# De bladen van een werkmap.
sheet-opening = Overzicht
sheet-nodes = Onderdelen
sheet-notes = Toelichtingen
sheet-cases = Dossiers
sheet-facilities = Voorzieningen
sheet-adjustments = Bijstellingen
sheet-finance = Financiën
sheet-indicators = Indicatoren
sheet-milestones = Mijlpalen
sheet-announced = Aangekondigd
sheet-decisions = Besluiten
sheet-account = Verantwoording
workbook-yes = ja
workbook-no = nee
workbook-page = bladzijde { $page } van { $of }
workbook-quarter-from = kwartaal vanaf
workbook-by = uiterlijk
workbook-cut-name = Ingekort
workbook-cut-mark = [ingekort; zie het laatste blad]
workbook-cut-at = blad { $sheet }, rij { $row }, kolom { $column }: { $units } tekens
workbook-cut-more = en nog { $count } cellen
workbook-cut = { $cut }; een cel heeft plaats voor { $most } tekens; de hele tekst staat in de CSV en de JSON

# Het eerste blad.
opening-scope = Wat erin staat
opening-everything = alle programma's
opening-node = onderdeel { $code } met wat eronder valt
opening-counts = Wat er is
opening-nothing = Er staat niets in deze rapportage.
opening-counted = In deze rapportage staan { $counts }.
count-outputs = { $count ->
    [one] 1 prestatie
   *[other] { $count } prestaties
}
count-cases = { $count ->
    [one] 1 dossier
   *[other] { $count } dossiers
}
count-facilities = { $count ->
    [one] 1 voorziening
   *[other] { $count } voorzieningen
}
count-adjustments = { $count ->
    [one] 1 bijstelling
   *[other] { $count } bijstellingen
}
count-indicators = { $count ->
    [one] 1 indicator
   *[other] { $count } indicatoren
}
count-milestones = { $count ->
    [one] 1 mijlpaal
   *[other] { $count } mijlpalen
}
count-decisions = { $count ->
    [one] 1 besluit
   *[other] { $count } besluiten
}
count-notes = { $count ->
    [one] 1 toelichting
   *[other] { $count } toelichtingen
}
count-carried-over = { $count ->
    [one] waarvan 1 overgenomen uit een eerdere ronde
   *[other] waarvan { $count } overgenomen uit een eerdere ronde
}
opening-programmes = Per programma
level-programme = Programma
opening-open-cases = Open dossiers
opening-total = Samen
opening-attention = Let op
opening-carried-over = , overgenomen uit een eerdere ronde
opening-silent = Zonder toelichting
opening-silent-outputs = { $count ->
    [one] 1 prestatie: { $codes }
   *[other] { $count } prestaties: { $codes }
}
opening-unreviewed = Nog na te kijken
opening-unreviewed-count = { $count ->
    [one] 1 gegeven, in de kolom Let op
   *[other] { $count } gegevens, in de kolom Let op
}
opening-open = Nog open
opening-open-amounts = { $count ->
    [one] 1 bedrag waarvan nog { $amount } open is
   *[other] { $count } bedragen waarvan samen nog { $amount } open is
}
opening-closed = Gesloten
opening-closed-since = { $name }, sinds { $since }
opening-announced-count = { $count ->
    [one] 1 wijziging die later ingaat
   *[other] { $count } wijzigingen die later ingaan
}
opening-erased-count = { $count ->
    [one] de tekst van 1 gebeurtenis is gewist
   *[other] de teksten van { $count } gebeurtenissen zijn gewist
}
opening-money = Geld
opening-money-how = Opgeteld over alle onderdelen van deze rapportage, in euro; bedragen p.m. zijn geteld en tellen nergens als nul mee. Per onderdeel staat het op het blad Financiën.

# Wat er in de boom staat.
thing-light = Stoplicht
thing-light-beside = Stoplicht daarnaast
thing-note = Toelichting{ $of }{ $carried }
thing-carried-over = {" "}[overgenomen]
thing-of-round = ronde { $round }
thing-case = Dossier { $name } ({ $facts }){ $marks }
thing-reference = Verwijzing: { $what }
thing-since = { $status } sinds { $since }
thing-status = { $status }
thing-word = { $word }
thing-places = { $count ->
    [one] 1 plaats
   *[other] { $count } plaatsen
}
thing-temporary = tijdelijk
thing-facility = Voorziening { $name }: { $status }{ $facts }{ $marks }
thing-announced = → Aangekondigd per { $on }: { $what }{ $marks }
thing-announced-of = → Aangekondigd per { $on }: { $what }: { $subjects }{ $marks }
thing-of-later = → Van later, vanaf { $from }: { $counts }
thing-adjustment = Bijstelling { $name }{ $marks }
thing-still-open = nog open { $amount }
thing-covered-by = gedekt door { $ids }
thing-realised-by = gerealiseerd door { $ids }
thing-covers = dekt { $id }
thing-realises = realiseert { $id }
thing-by-decision = besluit { $id }
thing-indicator = Indicator { $name }: { $facts }{ $marks }
thing-norm = norm { $word }
thing-of-period = over { $period }
thing-of-status = status { $word }
thing-target = streefwaarde { $target }
thing-not-measured = nog niet gemeten
thing-milestone = Mijlpaal { $name }: { $status }{ $marks }
thing-milestone-due = Mijlpaal { $name }: { $status } per { $due }{ $marks }

# Geschiedenissen.
history = Geschiedenis
history-subject = Onderwerp
history-event = { $event }, ingangsdatum { $day }
history-ceased = {" "}[telt niet meer]
history-recorded = Vastgelegd op { $moment } door { $actor }
history-why = Waarom: { $why }
history-reason = Reden: { $why }
history-ground = Grondslag: { $why }
history-decision = Besluit: { $why }
history-unchanged = Wijzigt niets aan de stand op die dag.
history-corrects = Herstelt positie { $position }
history-withdraws = Trekt positie { $position } in
history-erases = Wist positie { $position }
history-since = { $why } door positie { $position }
history-since-at = { $why } door positie { $position }, vastgelegd op { $moment }
history-erased-by = Teksten gewist door positie { $position } ({ $why })
history-line = regel { $from }
history-lines = regels { $from } tot en met { $to }
history-source = Bron: { $parts }
history-unreviewed = Nog na te kijken
history-unreviewed-assumed = Nog na te kijken; niet uit de bron, maar aangenomen: { $fields }
history-sealing = ronde { $round } (versie { $version }, { $body })
history-sealing-on = ronde { $round } (versie { $version }, { $body }, { $day })
history-stood-in = Stond in: { $sealings }
history-announced-in = Alleen aangekondigd in: { $sealings }
history-first-told = Eerst gemeld aan de raad: { $sealing }
history-none = (geen)

# Signalen als tekst.
findings-title = Signalen
findings-since = sinds ronde { $round }
findings-adopted = { $count ->
    [one] Een concept dat niemand nakeek is met de rapportage vastgesteld door de raad en geldt als afgedaan.
   *[other] { $count } concepten die niemand nakeek zijn met de rapportage vastgesteld door de raad en gelden als afgedaan.
}
findings-none = Geen signalen.
findings-round = Ronde
findings-round-sealed = { $round }, vaststelling { $version }
findings-window = Tijdvak
findings-window-days = { $from } tot en met { $until }
findings-window-after = { $from } tot en met { $until }, na ronde { $round }
findings-kind = { $kind } ({ $severity }, { $count })
findings-position = { $subject }, positie { $position }
findings-positions = { $subject }, posities { $positions }

# Het laatste blad.
account-by-date = Rapportage op een peildatum
account-kind = Soort ronde
account-skeleton = Digest geraamte
account-root = Wortel van het logboek
account-sealing = Vaststelling: { $field }
account-erased = Gewiste posities
account-amounts = Bedragen
account-amounts-how = in euro; een bedrag p.m. telt nergens als nul mee
account-empty = Leeg
account-empty-how = nooit ingevuld, of gewist; een kolom waarin niets staat is weggelaten
account-position = Bekend tot en met positie
account-recorded = Vastgelegd op, in UTC
account-only-node = Alleen onderdeel
report-not-sealed-round = nog niet: dit is de stand van een ronde die nog niet is vastgesteld
report-not-sealed-day = nee: dit is een stand op een dag, en geen vastgestelde rapportage
workbook-sheets = De bladen
workbook-sheet = { $count ->
    [one] 1 rij: { $about }
   *[other] { $count } rijen: { $about }
}
workbook-sheets-more = Een blad zonder rijen en een kolom zonder waarden zijn weggelaten. Alle velden staan in de CSV en de JSON.
sheet-nodes-about = programma's, doelen en prestaties, elk met het stoplicht
sheet-notes-about = wat erover is geschreven, met oorzaak, gevolg en bijsturing
sheet-cases-about = vraagstukken die over rondes heen worden gevolgd
sheet-facilities-about = wat open is en wat gesloten, met de plaatsen
sheet-adjustments-about = bedragen in euro, met wat ervan nog open is
sheet-finance-about = bedragen opgeteld per onderdeel en begrotingsjaar
sheet-indicators-about = gemeten waarden naast hun streefwaarde
sheet-milestones-about = wat wanneer af moet zijn
sheet-lights-about = het stoplicht van elk onderdeel dat er een heeft
sheet-announced-about = wat is vastgelegd en later ingaat
sheet-decisions-about = besluiten van college en raad
sheet-account-about = waar dit precies van is: de gegevens waarmee het is na te rekenen
sheet-things = Verschillen
sheet-things-about = wat anders is, een rij per onderdeel, toelichting of bedrag
sheet-totals-about = totalen van beide kanten, met wat ze bewoog
sheet-totals-by-node = Totalen per onderdeel
sheet-totals-by-node-about = dezelfde totalen per onderdeel
sheet-not-renewed-about = wat er nog staat zoals het stond
sheet-fields = Verschillen per veld
sheet-fields-about = dezelfde verschillen, een rij per veld
opening-lead-report = Deze werkmap zegt hoe het er op { $day } voor staat, voor wie de rapportage leest of ermee rekent. Dit blad zegt het in woorden en sommen; de bladen erachter geven het een voor een.
opening-lead-comparison = Deze werkmap zet twee rapportages naast elkaar, voor wie wil weten wat er veranderde en waarom. Dit blad zegt waar het op neerkomt; de bladen erachter geven het een voor een.
opening-in-short = Waar het op neerkomt
opening-total-of = Totaal van
account-only-kinds = Alleen soorten
account-only-nature = Alleen aard
account-only-amounts = Alleen bedragen die verschillen vanaf
account-count-correction = Aantal herstel
account-count-view = Aantal weergave
account-count-new = Aantal nieuw
account-correction = { $what }; nagekomen is geen fout
account-totals-how = van + herstel + nieuw = naar; bedragen in euro, bedragen p.m. zijn geteld en niet opgeteld
account-totals-of = Totalen van
account-words = Woorden
account-words-how = [-wat verdween-] en {"{"}+wat erbij kwam+{"}"}
findings-title-of = Signalen bij ronde { $round }
findings-of-version = ja: dit zijn de signalen bij vaststelling { $version }
findings-of-no-version = nee: dit zijn de signalen zoals het toen bekend was
sheet-findings-about = waar een controller naar moet kijken, het zwaarste eerst
opening-lead-findings = Deze werkmap zegt waar een controller naar moet kijken voordat de rapportage de deur uitgaat. Een signaal is geen fout: het is iets om na te gaan.
opening-lead-finance = Deze werkmap telt de bedragen op die er op { $day } staan, voor wie het geld volgt. Dit blad geeft de sommen; de bladen erachter geven elk bedrag, met wat wat dekt.
opening-finance-how = Opgeteld over alle programma's hieronder, in euro; bedragen p.m. zijn geteld en tellen nergens als nul mee.
opening-open-unknown = { $count ->
    [one] van 1 bedrag is niet te zeggen wat er nog open is, doordat een kant p.m. is
   *[other] van { $count } bedragen is niet te zeggen wat er nog open is, doordat een kant p.m. is
}
opening-out-of-sight = Buiten beeld
finance-role-amount = bedrag
sheet-finance-totals-about = opgeteld per begrotingsjaar, programma en beleidsterrein
sheet-coverage-about = bedragen die worden gedekt of ingevuld, met eronder waardoor
sheet-course-about = hoe bedragen die veranderden zijn geworden wat ze zijn
rounds-title = Rondes
rounds-how-far = Hoe ver ze zijn
round-status-open = { $status }; peildatum { $day }
round-status-sealed = { $status }; peildatum { $day }; { $sealed }
opening-lead-rounds = Deze werkmap zegt hoe ver elke ronde is en wat ervan is vastgesteld en gepubliceerd.
sheet-completeness = Programma's
sheet-completeness-about = hoe volledig de ronde is, per programma
sheet-rounds-about = elke ronde met peildatum en status
sheet-sealings = Vaststellingen
sheet-sealings-about = wat door wie is vastgesteld, met de digest
sheet-publications = Publicaties
sheet-publications-about = wat waar is gepubliceerd
account-digests = Digest
account-digests-how = hieraan is een vastgestelde rapportage te herkennen
opening-missing = Ontbreekt
