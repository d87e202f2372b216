# Waarom een regel een gebeurtenis weigert: wat, waar, en wat te doen.

rule-place = positie { $position }, ingangsdatum { $day }
rule-corrected = hersteld
rule-withdrawn = ingetrokken
rule-is-closed = is al gesloten
rule-is-open = is al open
rule-is-met = is al gehaald
rule-is-dropped = is al vervallen
rule-is-closed-not-restricted = is gesloten en kan niet beperkt open zijn

rule-unknown-subject = { $subject } is nooit vastgelegd (of die vastlegging is ingetrokken); leg het eerst vast, dat mag in hetzelfde verzoek: peildatum record { $kind } { $subject }
rule-stands = { $subject } staat al ({ $place }); leg een wijziging vast of herstel die gebeurtenis
rule-holds-already = { $subject } { $what } op { $day } ({ $place }); kies een andere ingangsdatum of herstel die gebeurtenis
rule-ended = { $subject } { $what } op { $day } ({ $place }); leg eerst vast dat het weer geldt, of herstel die gebeurtenis: peildatum record { $kind } { $subject }
rule-itself = { $subject } kan in { $field } niet naar zichzelf verwijzen; noem een ander of laat het veld weg

rule-unknown-reference = { $subject } in gegevens.{ $field } is nooit vastgelegd (of die vastlegging is ingetrokken); leg dat eerst vast, dat mag in hetzelfde verzoek, of laat het veld weg: peildatum record { $kind } { $subject }
rule-unknown-event = { $subject } in gegevens.{ $field } staat niet in het logboek of telt niet meer; controleer het id of laat het veld weg
rule-unknown-note = toelichting { $id } in gegevens.vervolgOp staat niet in het logboek of telt niet meer; controleer het id of laat het veld weg

rule-not-sealed = { $subject } is niet vastgesteld, dus er is niets te heropenen
rule-seal = { $subject } wordt vastgesteld met peildatum seal { $round } of POST /v1/rondes/{ $round }/vaststellingen, niet met een gebeurtenis
rule-unknown-sealing = { $subject } heeft geen vaststelling met versie { $version } ({ $sealings } tot nu toe); publiceer wat is vastgesteld
rule-not-opened = { $subject } is niet geopend; open de ronde eerst: peildatum record { $kind } { $subject }
rule-no-reason = { $subject } is heropend; een vaststelling daarna zegt in reden waarom
rule-next-version = de volgende vaststelling van { $subject } heeft versie { $version }
rule-body-sealed = { $subject } is al vastgesteld door { $body } ({ $place }); heropen de ronde met een reden om opnieuw vast te stellen: { $reopen }
rule-other-date = de peildatum van { $subject } is { $day }
rule-date-ahead = de peildatum van { $subject }, { $day }, ligt na vandaag ({ $today }); stel de ronde vast op of na die dag
rule-sealing-position = een vaststelling noemt een positie van 1 tot en met { $head }, niet { $position }
rule-round-moved = op positie { $position } kwam een gebeurtenis van { $subject } bij; stel het rapport opnieuw op en vast
rule-round-sealed = { $subject } is vastgesteld ({ $place }); heropen de ronde met een reden ({ $reopen }), of herstel een gebeurtenis ervan
rule-not-yet = { $subject } is er pas vanaf { $day }, dus op { $on } valt er niets opnieuw te melden; neem { $day } of een latere dag als ingangsdatum
rule-other-year = { $subject } is van begrotingsjaar { $year } en { $round } van { $other }, dus in die rapportage staat het niet; noem een ronde van { $year }
rule-told-after = ronde { $subject } meldt { $told } opnieuw op { $on }, na peildatum { $day }; neem { $on } of een latere dag, of trek die melding eerst in
rule-after-reporting-date = { $subject } heeft peildatum { $day }, dus wat op { $on } ingaat staat er niet in; neem { $day } of een eerdere dag als ingangsdatum, of noem een latere ronde

rule-other-correction = een herstel heeft het type en het onderwerp van wat het herstelt: { $kind } over { $subject } (positie { $position }); neem die over, of trek de gebeurtenis in en leg een nieuwe vast
rule-role = wissen hoort bij de rol { $role }, en { $actor } legt vast in de rol { $has }; vraag het een beheerder
rule-erased = positie { $position } is al gewist door positie { $by }; er is niets te doen
rule-is-erasure = positie { $position } is zelf een wissing en blijft staan
rule-no-event-id = { $id } is geen id van een gebeurtenis; neem het id uit de bron over
rule-unknown-id = gebeurtenis { $id } staat niet in het logboek; controleer het id
rule-fixed-sealing = een vaststelling ({ $place }) wordt niet { $done }; heropen de ronde en stel haar opnieuw vast: { $reopen }
rule-fixed-withdrawal = een intrekking ({ $place }) wordt niet { $done }; leg het feit opnieuw vast
rule-fixed-erasure = een wissing ({ $place }) wordt niet { $done }; wat gewist is komt niet terug
rule-does-not-count = de gebeurtenis ({ $place }) telt niet meer: { $how } door positie { $by }; neem de gebeurtenis die nu telt

rule-takes-too-much = van bijstelling/{ $target } staat nog { $open } open, { $excess } minder dan { $subject } ervan neemt; verlaag dit bedrag of wijzig eerst bijstelling/{ $target }
rule-too-little-left = wat { $subject } dekt of realiseert is dan { $excess } hoger dan het bedrag; verlaag of laat vervallen wat het dekt of realiseert, in hetzelfde verzoek ervoor
rule-sum-too-large = alle bijstellingen samen worden dan { $sum }; hooguit { $most } kan worden opgeteld: controleer het bedrag. Een hersteld bedrag telt hierbij mee tot het herstel en daarna de gebeurtenis zelf zijn ingetrokken

rule-children-left = { $subject } vervalt op { $day }, maar daaronder staan nog { $children }; verplaats ze of laat ze vervallen in hetzelfde verzoek
rule-child-not-lower = { $child } is { $lower } en staat onder { $subject }; { $level } is daarvoor niet hoger ({ $place })
rule-programme-has-parent = { $subject } is een programma en staat dus nergens onder; laat bovenliggend weg
rule-parent-not-higher = { $subject } ({ $level }) kan niet onder { $parent } ({ $other }) staan; een bovenliggend onderdeel is van een hoger niveau
rule-circle = { $subject } staat zelf boven { $parent }; kies een ander bovenliggend onderdeel
rule-level-fixed = { $subject } is { $level }; een niveau verandert niet: laat het onderdeel vervallen en neem het opnieuw op, of herstel de opname
rule-number-form = { $subject } is een { $kind }; het kenmerk "{ $number }" heeft niet de vorm daarvan, zoals B&W 19.0017 of RV 19.0005
