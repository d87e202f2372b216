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
query-no-decision = geen besluit heeft kenmerk { $number }; leg het eerst vast, of noem zijn id
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
