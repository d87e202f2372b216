# Wat er uit een rapportagepagina is gelezen, en wat onzeker is.

# De pagina als geheel.
extract-empty = de pagina is leeg; bewaar de rapportagepagina als tekst en probeer het opnieuw
extract-not-text = dit is geen leesbare tekst: { $why }
extract-not-a-report = dit is geen rapportagepagina: er staat geen programmanummer (`Programmanummer`), geen kop zoals `Beleidsterrein 9A` en geen prestatie met een code zoals `9A1.1`; noem het programma met --programme, zoals --programme 6="Jeugd en zorg"
extract-round-wrong = --round "{ $id }" is geen id van een ronde; geef letters, cijfers, punten en streepjes, ten hoogste 64, zoals 2021-vr2
extract-programme-wrong = --programme "{ $given }" is geen programma; geef een nummer van 1 tot en met 99, met of zonder titel: 6 of 6="Jeugd en zorg"
extract-year-wrong = --fiscal-year { $year } is geen begrotingsjaar
extract-instant-wrong = --recorded-at "{ $moment }" is geen moment in UTC zoals 2021-10-05T09:00:00Z
extract-date-wrong = --reporting-date "{ $day }" is geen dag zoals 2021-09-01
extract-date-missing = de pagina noemt geen peildatum (gezocht is naar `peildatum` of `stand per` met een dag); geef --reporting-date JJJJ-MM-DD
extract-heading-other = de kop `{ $title }` (regel { $line }) is niet van ronde { $round }: { $differs }; kies de ronde van deze pagina, of geef --accept-heading als zij er toch bij hoort
extract-heading-year = begrotingsjaar { $page } in plaats van { $round }
extract-heading-number = nummer { $page } in plaats van { $round }
extract-heading-accepted = de kop `{ $title }` is niet van ronde { $round } en toch aanvaard: { $differs }; de ronde houdt haar eigen begrotingsjaar
extract-date-other = ronde { $round } heeft in het logboek peildatum { $known }, en hier { $said }: toelichtingen met een andere dag staan niet in haar rapportage; geef --reporting-date { $known }, of --accept-heading
extract-heading-kind = de kop noemt een { $page }, het id van de ronde een { $round }
extract-too-long = zij is langer dan { $most } MiB
extract-binary = op regel { $line } staat een besturingsteken; dit is een binair bestand
extract-html = het is HTML; open het in een browser en bewaar de pagina als tekst
extract-pdf = het is een PDF of een ingepakt document; bewaar de pagina eerst als tekst
extract-utf-16 = het begint als UTF-16 en gaat niet zo door
extract-mixed-bytes = regel { $line } is geen UTF-8 en ook geen Windows-1252 (er staan tekens van beide)
extract-bad-bytes = regel { $line } is geen UTF-8 en ook geen Windows-1252 (er staan bytes die niets betekenen)
extract-windows-1252 = geen UTF-8, gelezen als Windows-1252; kijk de letters met accenten na

# De ronde.
extract-other-year = de pagina is van begrotingsjaar { $page }; --fiscal-year { $given } is aangehouden
extract-round-assumed = de pagina zegt niet wat van de ronde { $fields } is; dat is aangenomen

# Wat boven een tekst staat.
extract-row-of-figures = een rij cijfers is niet gelezen
extract-section-elsewhere = een deel zonder toelichtingen (financiën, indicatoren en dergelijke) is niet gelezen
extract-other-title = { $code } heet hier `{ $title }`; aangehouden is `{ $kept }` uit de lijst
extract-no-such-area = `{ $rest }` noemt geen beleidsterrein dat eerder op de pagina staat; de toelichtingen horen nu bij dat waar ze onder staan
extract-before-headings = de tekst staat voor elke kop van een toelichting; hij is opgevat als toelichting op { $node }
extract-under-nothing = de tekst staat onder geen programma, beleidsterrein of prestatie en staat niet in de concepten
extract-presupposed = { $code } staat niet op de pagina, maar wat erop staat hoort eronder; de titel is dus niet bekend
extract-only-explained = { $code } staat in de toelichting en niet in de lijst van zijn beleidsterrein
extract-after-list = de tekst staat na een lijst van onderdelen; hij is opgevat als toelichting op { $node }, het laatste daarvan
extract-no-programme-number = `{ $value }` is geen nummer van een programma
extract-passport-too-early = een commissie of portefeuille staat voor elk programmanummer en staat niet in de concepten
extract-mission-too-early = een missie staat voor elk programmanummer en staat niet in de concepten

# Toelichtingen.
extract-short-line = een korte regel zonder tekst eronder; een toelichting, of de kop van een ander deel van de pagina
extract-labels-alone = oorzaak, gevolg of bijsturing zonder toelichting waar het bij hoort
extract-note-cut = de tekst is langer dan een toelichting mag zijn en is in stukken geknipt
extract-cut-off = de pagina breekt hier af midden in een zin; wat er nog stond is niet gelezen

# Stoplichten.
extract-light-unused = een zin over stoplichten is niet gebruikt: { $why }
extract-light-denied = hij ontkent een kleur, of vertelt van een eerdere
extract-light-nowhere = hij noemt geen prestatie van de pagina
extract-light-no-colour = hij noemt niet voor elk één van de drie kleuren
extract-light-exception = hij maakt een uitzondering zonder de code van een prestatie
extract-light-excepted = er is een uitzondering voor gemaakt, zonder een eigen kleur
extract-light-which = het is niet duidelijk welke kleur bij welke prestatie hoort
extract-light-twice = de pagina noemt er twee kleuren van

# Voorzieningen.
extract-facility-no-name = er sluit, opent of verhuist iets waarvan de naam niet te zeggen is; dat staat niet in de concepten
extract-facility-undecided = een sluiting, opening of verhuizing die wordt ontkend of niet besloten is; die staat niet in de concepten
extract-facility-many-days = in de zin staat meer dan één dag; er is er geen genomen
extract-facility-apart = een voorziening en een verandering die niet bij elkaar staan; dat staat niet in de concepten
extract-facility-expected = een verwachte verandering van een voorziening
extract-facility-no-id = een voorziening met een naam waar geen id van te maken is; die staat niet in de concepten
extract-facility-closes-twice = `{ $name }` sluit op deze pagina voor de tweede keer; dat staat niet nog eens in de concepten
extract-facility-moved = een voorziening die is verhuisd; in de concepten sluit de ene en opent de andere
extract-facility-was-open = `{ $name }` moet al open zijn geweest; sinds wanneer staat niet op de pagina
extract-facility-reopens = `{ $name }` gaat weer open; de sluiting staat niet op de pagina
extract-facility-put-off = een dag die is verschoven; genomen is de nieuwe
extract-facility-put-off-no-day = `{ $name }`: een sluiting of opening die is verschoven, zonder een nieuwe dag; die staat niet in de concepten
extract-facility-put-off-what = `{ $name }`: een dag die is verschoven of in de plaats van een andere staat, zonder wat er dan gebeurt; die staat niet in de concepten

# Besluiten.
extract-amendment-unnumbered = een amendement zonder zijn nummer
extract-number-bare = het nummer staat er zonder voorvoegsel
extract-reservation-nowhere = een voorbehoud zonder kenmerk van een besluit; het staat niet in de concepten
extract-reservation-open = onder voorbehoud; de pagina zegt niet of dat is vervuld
extract-reservation-by = regel { $line } is zo gelezen dat het voorbehoud is vervuld door `{ $decision }`
extract-reservation-somehow = regel { $line } zegt dat het voorbehoud is vervuld, zonder één besluit dat te noemen is; vul `voorbehoud.vervuldDoor` in
extract-reservation-perhaps = regel { $line } kan zeggen dat het voorbehoud is vervuld; kijk het na
extract-reservation-refused = regel { $line } zegt dat waar het voorbehoud op wacht is afgewezen

# Bedragen.
extract-amount-tariff = `{ $number }` is een prijs per eenheid en staat niet in de concepten
extract-amount-perhaps = `{ $number }` kan een bedrag zijn; wat erachter staat zegt iets anders, en het staat niet in de concepten
extract-amount-unreadable = `{ $number }` is niet als bedrag te lezen en staat niet in de concepten
extract-amount-too-big = `{ $number }` is meer dan een bedrag kan zijn en staat niet in de concepten
extract-amount-range = een bedrag van … tot …; het staat p.m. in de concepten
extract-amount-unit = achter het bedrag staat `{ $word }`; is dat een eenheid, zoals duizend of ton, dan is het bedrag groter
extract-amount-letters = de letter achter het bedrag zegt { $effect }, de woorden erbij iets anders; de letter is gevolgd
extract-amount-difference = { $number } is een verschil met iets anders; het staat niet in de concepten
extract-amount-only-difference = dit bedrag is een verschil met iets anders (meer of minder dan); kijk na of het zo telt
extract-amount-part-of = een deel van het totaal op regel { $line }; het staat niet nog eens in de concepten
extract-amount-again = hetzelfde totaal als op regel { $line }; het staat niet nog eens in de concepten
extract-amount-sum = dit bedrag en die ernaast zijn naar de cijfers een totaal en zijn delen; laat er één van staan
extract-amount-minus = een bedrag met een minteken, dat in het concept ontbreekt; kijk het effect na
extract-amount-moved = een bedrag dat is gewijzigd; het staat in de concepten zoals het werd
extract-amount-bare = een bedrag zonder euroteken of het woord euro, opgevat als hele euro's
extract-amount-kinds = de zin noemt meer dan één soort; genomen is { $kind }, de soort die het dichtst bij het bedrag staat
extract-amount-part = het kan een deel zijn van het bedrag ervoor
extract-amount-second = een tweede bedrag van deze soort bij hetzelfde onderdeel
extract-amount-realised-perhaps = het kan zijn wat van een taakstelling is ingevuld, of juist niet; de zin zegt dat niet zeker
extract-amount-above = op regel { $line } staat hetzelfde bedrag bij een onderdeel erboven of eronder; laat er één van staan als het hetzelfde geld is
extract-amount-year-of-target = het jaar kan dat van wat is gerealiseerd zijn en niet dat van de taakstelling
extract-amount-years = het hoort bij meer dan één jaar; het concept heeft geen jaar
extract-link-many = er is meer dan één bedrag dat dit kan dekken of invullen; er is geen verband gelegd
extract-link-too-much = meer dan er open is van wat het dekt of invult; er is geen verband gelegd
extract-link-other-year = wat het invult is van begrotingsjaar { $year }; kijk na of het erbij hoort
extract-effects-unsaid = financiële gevolgen zonder bedrag of richting; die staan niet in de concepten
extract-shortfall-perhaps = een { $word } dat er misschien niet is, of nog niet; dat staat niet in de concepten
extract-shortfall-known = er wordt over een tekort gesproken als bekend, zonder de omvang

# Andere concepten.
extract-title-cut = de titel is langer dan een titel mag zijn en is afgekapt
extract-case-assumed = een genummerd onderwerp, opgevat als dossier van de soort { $kind }
extract-case-proposed = een zin over een { $kind }, voorgesteld als dossier; neem het over of laat het weg
extract-milestone-proposed = een zin met een verwachting voor { $day }, voorgesteld als mijlpaal; neem hem over of laat hem weg
extract-about = { $subject }: { $why }
extract-assumed = niet op de pagina, aangenomen: { $fields }
extract-tree-dated = { $count ->
    [one] 1 element van de doelenboom gaat in op 1 januari van het begrotingsjaar; de pagina geeft geen dag
   *[other] { $count } elementen van de doelenboom gaan in op 1 januari van het begrotingsjaar; de pagina geeft geen dag
}
extract-tree-dated-latest = { $count ->
    [one] 1 element van de doelenboom is nieuw naast het logboek en gaat uiterlijk op de peildatum in; de pagina geeft geen dag
   *[other] { $count } elementen van de doelenboom zijn nieuw naast het logboek en gaan uiterlijk op de peildatum in; de pagina geeft geen dag
}

# Naast wat het logboek al zegt.
extract-known-level = in het logboek is het { $known }, op de pagina { $said }
extract-known-node = de pagina zegt iets anders dan het logboek over { $fields } (daar `{ $title }`); het is gewijzigd, of een van beide is fout
extract-known-retitled = de pagina geeft { $fields } anders dan het logboek; de titel daar, `{ $title }`, lijkt er niet op: een nieuwe titel, of een ander onderdeel onder dezelfde code
extract-known-moved = het logboek heeft deze titel onder code { $code }; opgevat als hetzelfde onderdeel met een andere code
extract-known-elsewhere = het logboek heeft deze titel ook onder code { $code }, in een deel dat niet op de pagina staat
extract-known-successor = `{ $title }` staat op de pagina onder code { $code }; opgevat als vervallen met die opvolger
extract-known-divided = `{ $title }` staat op de pagina in delen, onder { $codes }; opgevat als gesplitst
extract-known-part = een deel van wat in het logboek onder code { $code } staat; opgevat als daarvan afgesplitst
extract-known-joined = bevat wat in het logboek onder { $codes } staat; opgevat als samengevoegd
extract-known-joined-into = `{ $title }` staat op de pagina samen met iets anders onder code { $code }; opgevat als vervallen met die opvolger
extract-known-gone = `{ $title }` staat in het logboek en niet meer in de lijst op de pagina; opgevat als vervallen
extract-known-code-used = het logboek heeft deze code al bij een ander programma (`{ $title }`); dit onderdeel staat niet in de concepten, geef het een eigen code
extract-known-code-about = code { $code } is in het logboek van een ander programma (`{ $title }`); zeg waar dit over gaat
extract-known-below = staat niet op de pagina; hangt nu onder { $code }, de nieuwe code van wat erboven staat
extract-known-reopened = `{ $name }` was in het logboek gesloten en opent op de pagina
extract-known-open = het logboek heeft `{ $name }` al, geopend op een andere dag; dit staat niet in de concepten
extract-known-closed = in het logboek is het gesloten sinds { $known }, op de pagina sinds { $said }; dit staat niet in de concepten
extract-known-closed-restricted = in het logboek is het gesloten sinds { $known }, op de pagina is het beperkt open; dit staat niet in de concepten
extract-known-already-open = in het logboek is het open sinds { $known }; dit staat niet in de concepten
extract-known-put-off = het logboek heeft { $known }, de pagina { $said }; opgevat als verschoven: een verbetering van de dag
extract-known-decision = het logboek heeft het als `{ $purport }`; de pagina zegt meer of iets anders
extract-known-case-again = het dossier staat in het logboek; de pagina zegt er iets nieuws over
extract-known-milestone = het logboek heeft deze mijlpaal op { $known }, de pagina op { $said }
extract-known-amount = het logboek kent het bedrag, de pagina noemt het niet; dit staat niet in de concepten
extract-known-amount-moved = het logboek heeft { $known }, de pagina { $said }; een raming die is gewijzigd, of een ander bedrag
extract-known-amount-another = het logboek heeft hier { $known } (`{ $id }`); een bedrag dat is gewijzigd, of een ander; laat er één van staan als het hetzelfde is
extract-known-amount-later = het logboek heeft dit pas sinds { $day }, met { $known }; deze pagina is van daarvoor
extract-known-amount-year = het logboek heeft { $known } al, met begrotingsjaar { $year }; dit staat niet nog eens in de concepten
extract-known-amount-other-year = het logboek heeft { $known } met begrotingsjaar { $year }; zonder jaar is niet te zeggen of dat erin zit
extract-known-amount-course = het logboek heeft dit bedrag als { $known }, de pagina als { $said }
extract-known-amount-above = het logboek heeft hetzelfde bedrag bij { $place } (`{ $id }`); laat het weg als het hetzelfde geld is
extract-known-amount-again = het logboek heeft dit bedrag als `{ $id }`; of het hetzelfde is, is niet zeker: is het een ander, laat dit dan weg
extract-known-light = het logboek heeft in deze ronde { $known }, de pagina { $said }; dit staat niet in de concepten

# De samenvatting.
extract-line = { $file }:{ $line }: { $what }
extract-refused = { $file }: { $why }
extract-summary-none = { $file }: geen concepten
extract-summary = { $count ->
    [one] { $file }: 1 concept ({ $kinds }); { $review }
   *[other] { $file }: { $count } concepten ({ $kinds }); { $review }
}
extract-summary-review = { $count ->
    [0] niets is onzeker
    [one] 1 is na te kijken
   *[other] { $count } zijn na te kijken
}
extract-log-unreadable = de gebeurtenis op positie { $position } van het logboek is niet te lezen; `peildatum verify` zegt wat er nog klopt
extract-export-line = regel { $line }: { $why }
extract-count-round = { $count ->
    [one] 1 ronde
   *[other] { $count } rondes
}
extract-count-round-change = { $count ->
    [one] 1 ronde gewijzigd
   *[other] { $count } rondes gewijzigd
}
extract-count-node = { $count ->
    [one] 1 onderdeel
   *[other] { $count } onderdelen
}
extract-count-node-change = { $count ->
    [one] 1 gewijzigd onderdeel
   *[other] { $count } gewijzigde onderdelen
}
extract-count-node-drop = { $count ->
    [one] 1 vervallen onderdeel
   *[other] { $count } vervallen onderdelen
}
extract-count-case = { $count ->
    [one] 1 dossier
   *[other] { $count } dossiers
}
extract-count-case-change = { $count ->
    [one] 1 gewijzigd dossier
   *[other] { $count } gewijzigde dossiers
}
extract-count-milestone = { $count ->
    [one] 1 mijlpaal
   *[other] { $count } mijlpalen
}
extract-count-milestone-move = { $count ->
    [one] 1 verschoven mijlpaal
   *[other] { $count } verschoven mijlpalen
}
extract-count-opening = { $count ->
    [one] 1 opening van een voorziening
   *[other] { $count } openingen van een voorziening
}
extract-count-closing = { $count ->
    [one] 1 sluiting
   *[other] { $count } sluitingen
}
extract-count-reopening = { $count ->
    [one] 1 heropening
   *[other] { $count } heropeningen
}
extract-count-restriction = { $count ->
    [one] 1 beperking
   *[other] { $count } beperkingen
}
extract-count-decision = { $count ->
    [one] 1 besluit
   *[other] { $count } besluiten
}
extract-count-decision-change = { $count ->
    [one] 1 gewijzigd besluit
   *[other] { $count } gewijzigde besluiten
}
extract-count-amount = { $count ->
    [one] 1 bedrag
   *[other] { $count } bedragen
}
extract-count-amount-change = { $count ->
    [one] 1 gewijzigd bedrag
   *[other] { $count } gewijzigde bedragen
}
extract-count-amount-again = { $count ->
    [one] 1 bedrag opnieuw gemeld
   *[other] { $count } bedragen opnieuw gemeld
}
extract-count-note = { $count ->
    [one] 1 toelichting
   *[other] { $count } toelichtingen
}
extract-count-light = { $count ->
    [one] 1 stoplicht
   *[other] { $count } stoplichten
}
extract-lines = { $file }: van { $count ->
    [one] 1 regel
   *[other] { $count } regels
} met tekst { $drafted ->
    [one] staat er 1
   *[other] staan er { $drafted }
} in concepten; over { $told } andere is hierboven iets gezegd; { $unused ->
    [0] geen is overgeslagen
    [one] 1 is kop, navigatie of overgeslagen: { $which }
   *[other] { $unused } zijn kop, navigatie of overgeslagen: { $which }
}
