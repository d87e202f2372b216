# Nagaan in de browser: de pagina /controle.

audit-title = Een bundel of een papier nagaan
audit-lead = Uw browser rekent dit na, niet de dienst die wordt gecontroleerd. Wat u hier kiest of plakt verlaat uw computer niet.
audit-caveat = Het rekenwerk staat in een script dat van deze dienst komt. Wie ook dat niet wil vertrouwen, rekent na met replay op een andere computer.
audit-file = Bundel (.zip)
audit-file-hint = Kies de bundel, of sleep hem in dit vak.
audit-paper = Wat u elders bewaart
audit-paper-hint = Plak wat op papier staat: een digest, de halve bladzijde, een checkpoint of de openbare sleutel.
audit-run = Reken na
audit-without-scripts = Zonder scripts rekent deze pagina niets na. Doe het op een andere computer met replay:
audit-with-replay = Met replay bouwt u de rapportage ook opnieuw op uit het logboek alleen:
audit-busy = Bezig met narekenen.
audit-nothing = Kies een bundel of plak een tekst.
audit-failed = Het narekenen brak af: { $why }. Gebruik replay.
audit-result = Uitkomst
audit-holds = Wat hier na te rekenen is klopt.
audit-fails = { $count ->
    [one] KLOPT NIET: 1 bevinding.
   *[other] KLOPT NIET: { $count } bevindingen.
}
audit-about = Dit is vaststelling { $version } van ronde { $round } door { $body }, met digest { $digest }, uit een logboek van { $events } gebeurtenissen.
audit-about-nothing = Welke vaststelling het is, is er niet uit te lezen.
audit-signed-elsewhere = Het checkpoint over { $size } gebeurtenissen is ondertekend met de sleutel die u gaf.
audit-signed-own = Het checkpoint over { $size } gebeurtenissen is ondertekend met de sleutel uit de bundel zelf, en die bewijst niets.
audit-signed-wrong = De handtekening onder het checkpoint over { $size } gebeurtenissen klopt niet.
audit-signed-unable = De handtekening is hier niet te controleren.
audit-signed-none = Er is geen checkpoint waarvan de handtekening na te gaan is.
audit-digest-is-given = De digest is die u gaf.
audit-faults = Wat niet klopt
audit-unchecked = Wat niet is nagegaan, en wat daarvoor nodig is
audit-unchecked-key-origin = De herkomst van de sleutel: zij kwam met de bundel mee. Plak de sleutel uit het raadsstuk, van de griffie of van de accountant.
audit-unchecked-signature = De handtekening: deze browser kan Ed25519 niet narekenen, of de pagina kwam niet over TLS. Gebruik een nieuwere browser, een adres met https, of replay.
audit-unchecked-completeness = De volledigheid van het logboek: er is geen logboek of geen checkpoint om het mee te vergelijken. Vraag de bundel opnieuw.
audit-unchecked-beyond = De gebeurtenissen na het checkpoint ({ $positions }): vraag een bundel met een nieuwer checkpoint.
audit-unchecked-digest = Of dit de rapportage is die de raad kreeg: plak de digest of de halve bladzijde uit het raadsstuk.
audit-unchecked-rebuilt = Of het logboek deze rapportage geeft, of de andere vaststellingen erin kloppen, en of de tekst, de CSV, de werkmap, LEESMIJ.txt en de rest van de halve bladzijde zeggen wat de rapportage zegt: dat bouwt alleen replay opnieuw op.
audit-in-paper = Wat er in het geplakte staat
audit-paper-digest = Digest { $digest } staat hieronder bij { $sealing }. Dat zegt de dienst: kies de bundel om het na te rekenen.
audit-paper-digest-unknown = Digest { $digest } staat bij geen vaststelling van deze dienst.
audit-paper-digest-here = Digest { $digest } is die van de bundel, nagerekend.
audit-paper-key = Openbare sleutel van { $name }.
audit-paper-signed = Het checkpoint over { $size } gebeurtenissen ({ $origin }) is ondertekend met de geplakte sleutel.
audit-paper-unsigned = Het checkpoint over { $size } gebeurtenissen ({ $origin }) klopt niet: { $why }.
audit-paper-no-key = Bij het checkpoint over { $size } gebeurtenissen ({ $origin }) hoort een sleutel: plak die erbij om de handtekening na te gaan.
audit-paper-unable = De handtekening onder het checkpoint over { $size } gebeurtenissen ({ $origin }) is in deze browser niet na te gaan.
audit-paper-nothing = Hier staat geen digest, checkpoint of sleutel in.
audit-not-json = dit is geen JSON
audit-too-large = dit pakt uit tot meer dan { $max } bytes, en dat is te groot voor een browser; gebruik replay
audit-other-digest = geeft een andere digest dan die u plakte
audit-head = Laatste gebeurtenis
audit-root = Wortel
audit-own = Laatste narekening door de dienst zelf
audit-own-none = Nog niet sinds de dienst draait. Dat gaat met peildatum verify --url ADRES.
audit-own-holds = Op { $moment }, tot en met gebeurtenis { $events }: alles klopt.
audit-own-fails = Op { $moment }, tot en met gebeurtenis { $events }: KLOPT NIET, bevindingen: { $count }.
audit-verdict = Oordeel
audit-verdict-none = niet nagerekend
