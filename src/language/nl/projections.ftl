# Waarom een rapportage, geschiedenis of vergelijking er niet is, en waarschuwingen bij het vastleggen.

after-sealing-warning = { $day } is al vastgesteld: { $sealings }. Dit wordt vastgelegd en verandert niets aan wat is vastgesteld; de rapportage van die dag toont het als vastgelegd na de vaststelling.
after-sealing-by-executive = ronde { $round } door het college (versie { $version })
after-sealing-by-council = ronde { $round } door de raad (versie { $version })
