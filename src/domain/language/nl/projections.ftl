# Waarom een rapportage, geschiedenis of vergelijking er niet is, en waarschuwingen bij het vastleggen.

after-sealing-warning = { $day } is al vastgesteld: { $sealings }. Dit wordt vastgelegd en verandert niets aan wat is vastgesteld; de rapportage van die dag toont het als vastgelegd na de vaststelling.
after-sealing-by-executive = ronde { $round } door het college (versie { $version })
after-sealing-by-council = ronde { $round } door de raad (versie { $version })

report-no-position = positie { $position } staat niet in het logboek; het heeft 1 tot en met { $head }
report-no-node = onderdeel { $code } staat er op die dag niet, zoals op die positie bekend
report-no-round = ronde { $round } was op die positie nog niet geopend
report-no-sealing = ronde { $round } heeft geen vaststelling { $which }
report-overflow = een totaal is groter dan 2^53 - 1 eurocent, en dat past niet in JSON
report-unknown-shape = een rapportage van versie { $version } kan deze versie niet maken; neem een nieuwere
report-unreadable-record = de gebeurtenis op positie { $position } is niet te lezen
history-no-subject = over { $subject } is tot dan niets vastgelegd
