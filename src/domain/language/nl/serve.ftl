# De dienst en de demo: beginnen, en wat het configuratiebestand zegt.

listen-no-address = --listen "{ $address }" is geen adres; geef er een zoals { $usual }
listen-not-loopback = --listen { $address }: anderen zouden daar bij kunnen, en toegang is niet ingericht; geef een adres van alleen deze machine, zoals { $usual }
listen-failed = op { $address } kan de dienst niet luisteren: { $why }
listen-taken = op { $address } luistert al een ander programma; geef een andere --listen, zoals 127.0.0.1:0 voor een vrije poort
listen-no-name = de dienst kan niet luisteren: { $why }
serve-failed = de dienst kan niet beginnen: { $why }
serve-few-descriptors = het systeem geeft dit programma { $present } bestanden tegelijk, en de dienst heeft er ten minste { $least } nodig; verhoog de grens (ulimit -n, of LimitNOFILE bij systemd)
serve-log-stopped = het logboek neemt geen gebeurtenissen meer aan: { $why }
serve-clock = let op: lezen gaat door, vastleggen niet: { $why }
serve-listening = luistert op { $address }

config-line = { $file }:{ $line }: { $what }
config-key = { $key }: { $what }
config-limit-zero = een grens van 0 laat niets door; geef ten minste 1
config-unknown-key = { $key } bestaat niet; mogelijk zijn { $known }
config-value = hier past { $found } niet
config-no-toml = dit is geen TOML
config-log-name = geef een naam zonder spaties en plustekens, zoals peildatum.gemeente.example/log
config-event-source = "{ $source }" is geen bron; geef een URN zoals urn:nld:oin:<OIN>:systeem:peildatum
config-public-url = "{ $url }" is geen openbaar adres; geef er een zoals https://peildatum.gemeente.example
config-sender = "{ $name }" is geen DNS-naam; geef er een zoals peildatum.gemeente.example
config-network = "{ $network }" is geen netwerk; geef er een zoals 10.1.0.0/16 of fd00::/8
config-certificates = { $file }: { $why }
config-no-certificate = er staat geen certificaat in
config-other-than-certificates = er staat iets anders in dan certificaten

demo-title = Peildatum demo: { $events } gebeurtenissen van { $stream }
demo-folder-stays = Gegevensmap: { $folder } (blijft)
demo-folder-goes = Gegevensmap: { $folder } (verdwijnt aan het eind)
demo-taken = { $address } is bezet door een ander programma; daarom is een vrije poort gekozen.
demo-address = Pagina's om te bekijken: { $address } (de API staat onder /v1)
demo-try = Drie dingen om te proberen, in een browser:
demo-end = Ctrl-C beëindigt de demo.
demo-other-log = { $folder } bevat een ander logboek dan de stroom { $stream }; geef een lege map
demo-correction = Wat zeggen we nu anders over 1 april 2019 dan op 28 mei 2019? Gebouw C heet dan niet meer
       gesloten: dat is een herstel, de wereld veranderde niet.
demo-round = Wat stelde de raad vast? De rapportage opnieuw opgebouwd uit het logboek, byte voor byte, met
       onderaan het oordeel of zij nog klopt.
demo-bundle = Bewijs het zonder de dienst: haal de bundel van een vaststelling op en controleer hem met `replay`.
demo-two-rounds = Wat veranderde er tussen twee bestuursrapportages?
demo-report = De rapportage voor 1 september 2021.
demo-history = Alles wat over gebouw C is vastgelegd, met wat elke gebeurtenis veranderde.
config-security-contact = "{ $contact }" is geen adres om iets te melden; geef er een zoals mailto:veiligheid@gemeente.example
tls-unread = { $file } is niet te lezen: { $why }
tls-no-file = het is geen gewoon bestand
tls-large = het is groter dan een certificaat met zijn keten kan zijn
tls-no-certificate = { $file } bevat geen certificaat in PEM; geef het certificaat van de dienst, gevolgd door die tussen dat en de uitgever
tls-no-key = { $file } bevat geen geheime sleutel in PEM zonder wachtwoord
tls-other-key = de sleutel in { $file } hoort niet bij het eerste certificaat in { $other }; geef de twee die bij elkaar horen
tls-unusable = met het certificaat in { $file } is geen versleutelde verbinding te maken; het log van de dienst zegt waarom
tls-ended = het certificaat in { $file } is verlopen op { $end }; geen browser vertrouwt het nog, dus zet er een nieuw neer
tls-not-begun = het certificaat in { $file } geldt pas vanaf { $begin }; zet er een neer dat nu geldt, of kijk de klok van deze machine na
tls-ending = het certificaat in { $file } geldt tot { $end }; zet voor die tijd een nieuw neer, dat zonder herstart wordt gebruikt
tls-other-host = het certificaat in { $file } is niet voor { $host } uit public-url; wie daarheen gaat, krijgt een waarschuwing
config-traces = { $found } is geen adres van een collector; geef er een als http://127.0.0.1:4318/v1/traces
config-traces-thread = spans kunnen niet worden verstuurd: { $why }
