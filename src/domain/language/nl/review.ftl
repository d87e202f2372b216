# Een rapportagepagina inlezen en nakijken.

review-title = Inlezen
review-lead = Van een rapportagepagina maakt deze pagina concepten. U kijkt ze na naast de tekst, en legt ze in één keer vast.
review-take = Een pagina inlezen
review-not-taken = De pagina is niet ingelezen
review-text = Tekst van de pagina
review-text-hint = Plak de tekst van de rapportagepagina, of kies hieronder een bestand.
review-file = Tekstbestand
review-file-hint = Een pagina die als platte tekst is bewaard, ten hoogste 256 KiB. Slepen kan ook.
review-round-hint = De ronde waar de pagina van is.
review-round-new = De ronde staat er niet bij
review-new-round = Id van de nieuwe ronde
review-new-round-hint = Letters, cijfers, punten en streepjes, zoals 2026-vr1.
review-kind-hint = Mag open blijven als de pagina het zegt.
review-year-hint = Mag open blijven als de pagina of het id van de ronde het zegt.
review-day-hint = Mag open blijven bij een ronde uit de lijst, of als de pagina hem noemt.
review-past = Een pagina van vroeger
review-published = Gepubliceerd op
review-published-from = De dag waarop de pagina is gepubliceerd. Zij wordt dan vastgelegd alsof dat toen gebeurde. Het logboek eindigt op { $day }; de dag kan niet daarvoor liggen. Laat leeg voor een pagina van nu.
review-published-any = De dag waarop de pagina is gepubliceerd. Zij wordt dan vastgelegd alsof dat toen gebeurde. Begin met de oudste pagina: een logboek groeit in de volgorde van zijn momenten. Laat leeg voor een pagina van nu.
review-past-running = Dit logboek is in gebruik: de laatste gebeurtenis, van { $moment }, is vastgelegd toen zij gebeurde. Op een eigen moment kan er niets meer bij. Een pagina van vroeger kunt u hier gewoon inlezen. Zij is dan van nu: een vergelijking laat zien dat zij vandaag is vastgelegd, en niets merkt haar als een pagina van vroeger.
review-past-role = Een pagina vastleggen op haar eigen moment hoort bij de rol { $role }. U kunt haar hier gewoon inlezen; zij is dan van nu.
review-past-many = Van een reeks oude pagina's maakt u een nieuw logboek, elke pagina op haar eigen moment en vastgesteld door college en raad, in welke volgorde u ze ook vindt:
own-moment-told = Wordt vastgelegd op { $day }.
own-moment-done = Vastgelegd op { $day }, de dag waarop de pagina is gepubliceerd.
own-moment-before = Dat is voor de peildatum, { $date }. Klopt die dag?
own-moment-long-after = Dat is meer dan een jaar na de peildatum, { $date }. Klopt die dag?
own-moment-not-over = { $day } is nog niet voorbij
own-moment-too-early = het logboek heeft al gebeurtenissen van { $last }; wat van { $day } is kan er niet meer op zijn eigen moment bij
own-moment-running = dit logboek is in gebruik: de laatste gebeurtenis, van { $last }, is vastgelegd toen zij gebeurde, en daarna kan er niets meer op zijn eigen moment bij
own-moment-leave-open = { $why }. Laat de dag leeg, dan is de pagina van nu; of maak met `peildatum enter` een nieuw logboek van oude pagina's
own-moment-untick = { $why }. Haal het vinkje weg: dan wordt de vaststelling nu vastgelegd, en de dag waarop het besluit is genomen blijft zoals hij is
own-moment-overtaken = Deze pagina kan niet op haar eigen moment worden vastgelegd: { $why }. U kunt haar vastleggen als van nu, of in een nieuw logboek dat u met `peildatum enter` maakt.
own-moment-role = Deze pagina wordt vastgelegd op haar eigen moment, en dat hoort bij de rol { $role }. Vraag iemand met die rol om haar vast te leggen; wat is beoordeeld blijft bewaard.
review-as-of-now = { $count ->
    [one] Leg 1 gebeurtenis vast als van nu
   *[other] Leg { $count } gebeurtenissen vast als van nu
}
review-more = Meer keuzes
review-document-hint = Hoe het document heet in wat wordt vastgelegd. Blijft dit open, dan is het de naam van het bestand.
review-programme = Programma
review-programme-hint = Alleen voor een pagina die geen programma noemt: het nummer, of het nummer met de titel, zoals 6=Jeugd en zorg.
review-accept-heading = De kop van de pagina noemt een ander jaar of nummer dan de ronde; lees haar toch
review-no-proposals = Laat voorstellen weg: dossiers en mijlpalen uit gewone zinnen
review-read = Lees de pagina
review-read-hint = Er wordt nog niets vastgelegd. De pagina wordt hier bewaard tot u klaar bent, ten hoogste 30 dagen.

review-one-source = kies: de tekst of het bestand, niet beide
review-no-source = plak een tekst of kies een bestand
review-one-round = kies: een ronde uit de lijst of een nieuwe, niet beide
review-no-round = kies een ronde, of geef het id van een nieuwe
review-round-there = deze ronde is er al; kies haar in de lijst
review-wrong-kind = dit is geen soort ronde
review-wrong-year = dit is geen begrotingsjaar van 1900 tot en met 2200
review-wrong-programme = dit is geen programma; geef een nummer van 1 tot en met 99, met of zonder titel: 6 of 6=Jeugd en zorg
review-no-day = de pagina noemt geen peildatum (gezocht is naar `peildatum` of `stand per` met een dag); geef hem hier
review-not-a-report = dit is geen rapportagepagina: er staat geen programmanummer (`Programmanummer`), geen kop zoals `Beleidsterrein 9A` en geen prestatie met een code zoals `9A1.1`. Noem bij Meer keuzes het programma
review-other-heading = de kop `{ $title }` (regel { $line }) is niet van ronde { $round }: { $differs }. Kies een andere ronde, of zeg bij Meer keuzes dat zij er toch bij hoort
review-other-day = ronde { $round } heeft in het logboek peildatum { $known }, en hier { $said }. Laat de peildatum open, of zeg bij Meer keuzes dat de pagina er toch bij hoort
review-page-too-large = de pagina is langer dan { $max } KiB; lees haar in delen in
review-too-many-lines = de pagina heeft meer dan { $max } regels; lees haar in delen in
review-too-large = met dit erbij is de pagina met haar concepten groter dan { $max } MiB; leg eerst iets vast of laat iets weg
review-too-many = er liggen al { $max } pagina's die niet af zijn; leg er een vast of gooi er een weg
review-too-many-drafts = er komen { $count } concepten van deze pagina, en in één keer gaan er { $max }; lees haar in delen in
review-pasted = Geplakte tekst

review-unfinished = Nog niet af
review-unfinished-hint = Wat hier ligt is nog niet vastgelegd en zit in geen back-up. Wie verder gaat, gaat verder waar een ander ophield.
review-decided = Beoordeeld
review-decided-of = { $count } van { $all }
review-changed = Laatst gewijzigd
review-changed-by = { $moment }, door { $actor }
review-kept-until = Wordt weggegooid op

review-page-title = Nakijken: { $document }
review-page-lead = { $count ->
    [0] Ronde { $round }. Deze pagina zegt niets wat het logboek nog niet heeft.
    [one] Ronde { $round }. 1 concept komt van deze pagina. Elke druk op een knop wordt meteen bewaard.
   *[other] Ronde { $round }. { $count } concepten komen van deze pagina. Elke druk op een knop wordt meteen bewaard.
}
review-drafts = Concepten
review-draft = concept { $number }
review-source = De tekst van de pagina
review-source-hint = Gekleurd zijn de regels waar concepten van komen.
review-line = regel { $line }
review-lines = regels { $first }–{ $last }
review-line-known = (al in het logboek)
review-line-noticed = (niet begrepen)
review-line-unused = (overgeslagen)
review-not-understood = Wat niet is begrepen
review-lines-told = Van { $all } regels met tekst komen van { $drafted } concepten, staat { $known } al in het logboek, is over { $noticed } hieronder iets gezegd, en zijn { $unused } overgeslagen.
review-unused = { $count ->
    [one] 1 regel is kop, navigatie of overgeslagen
   *[other] { $count } regels zijn kop, navigatie of overgeslagen
}
review-counts = { $accepted } akkoord, { $unseen } ongezien, { $dropped } weg, { $open } nog te beoordelen.
review-no-drafts = Er zijn geen concepten.
review-kind = { $kind } ({ $count })
review-kind-unseen = Neem deze { $count } ongezien op
review-kind-drop = Laat deze { $count } weg
review-rest-unseen = Neem alle { $count } ongezien op
review-rest-drop = Laat alle { $count } weg
review-unseen-hint = Wat u ongezien opneemt houdt in het logboek het merk nakijken, als het dat heeft. Wat al is beoordeeld blijft zoals het is.
review-accept = Akkoord
review-drop = Laat weg
review-undo = Toch niet
review-change = Wijzig
review-from = geldt vanaf { $day }
review-assumed = aangenomen
review-by = ({ $actor })
review-is-accepted = Akkoord
review-is-changed = Gewijzigd en akkoord
review-is-unseen = Ongezien opgenomen
review-is-dropped = Weggelaten
review-of-others = Sinds u deze pagina zag, is er ook door een ander beoordeeld:
review-moved = Over dit concept is intussen anders beslist; het staat hieronder zoals het nu is. Druk opnieuw als u het anders wilt.
review-not-kept = Dit is niet bewaard: { $why }
review-moot = { $count ->
    [one] 1 concept past niet meer
   *[other] { $count } concepten passen niet meer
}
review-moot-hint = Dit was akkoord, maar het logboek zegt het intussen al, of iets anders. Het wordt niet vastgelegd. Kijk of er een nieuw concept voor in de plaats staat.
review-moot-drop = Haal weg
review-record-title = Vastleggen
review-still-open = { $count ->
    [one] 1 concept is nog niet beoordeeld. Daarna kan alles in één keer worden vastgelegd.
   *[other] { $count } concepten zijn nog niet beoordeeld. Daarna kan alles in één keer worden vastgelegd.
}
review-nothing-taken = Er is niets om vast te leggen. Gooi de pagina hieronder weg.
review-to-record = { $count ->
    [one] Controleer het concept dat wordt vastgelegd
   *[other] Controleer de { $count } concepten die worden vastgelegd
}
review-discard = Gooi deze pagina weg
review-discard-hint = De tekst en wat u beoordeelde verdwijnen van deze machine. Dat is niet terug te draaien. Wat al is vastgelegd blijft.
review-discard-now = Weggooien
review-gone = Deze pagina ligt hier niet meer: zij is vastgelegd, weggegooid, of na 30 dagen verdwenen.
review-draft-gone = Dit concept komt niet meer van de pagina: het logboek heeft het intussen, of iets anders.
review-step-wrong = dit is geen knop van deze pagina
review-back = Terug naar de concepten

review-change-title = Concept wijzigen: { $kind }
review-change-hint = Wat u hier bewaart is akkoord, en wordt met de rest vastgelegd.
review-change-keep = Bewaar

review-confirm-title = Vastleggen: { $document }
review-confirm-lead = { $count ->
    [one] Nog niet vastgelegd. Het gaat om 1 gebeurtenis, { $unseen } daarvan met het merk nakijken; { $dropped } concepten blijven weg.
   *[other] Nog niet vastgelegd. Het gaat om { $count } gebeurtenissen, { $unseen } daarvan met het merk nakijken; { $dropped } concepten blijven weg.
}
review-confirm-moot = { $count ->
    [one] 1 concept dat akkoord was past niet meer en wordt niet vastgelegd.
   *[other] { $count } concepten die akkoord waren passen niet meer en worden niet vastgelegd.
}
review-confirm = { $count ->
    [one] Leg 1 gebeurtenis vast
   *[other] Leg { $count } gebeurtenissen vast
}
review-confirm-events = Wat wordt vastgelegd
review-confirm-report = Wat de rapportage van { $day } dan anders laat zien
review-confirm-report-count = { $count ->
    [0] Niets: de rapportage blijft gelijk.
    [one] Er verandert iets bij 1 onderdeel. Links staat wat er nu staat, rechts wat er dan staat.
   *[other] Er verandert iets bij { $count } onderdelen. Links staat wat er nu staat, rechts wat er dan staat.
}
review-confirm-moved = Sinds u dit zag is er iets veranderd: er is anders beoordeeld, of het logboek is verder gegaan. Kijk of het nog klopt en druk dan opnieuw.
review-refused = { $count ->
    [one] 1 concept past niet
   *[other] { $count } concepten passen niet
}
review-recorded-title = { $count ->
    [one] Vastgelegd: 1 gebeurtenis
   *[other] Vastgelegd: { $count } gebeurtenissen
}
review-recorded-lead = { $count ->
    [one] Uit de pagina is 1 gebeurtenis vastgelegd; { $dropped } concepten bleven weg. De tekst van de pagina ligt hier niet meer.
   *[other] Uit de pagina zijn in één keer { $count } gebeurtenissen vastgelegd; { $dropped } concepten bleven weg. De tekst van de pagina ligt hier niet meer.
}
review-recorded-round = De rapportage van ronde { $round }
review-another = Nog een pagina inlezen

# Concepten in het logboek.
unreviewed-title = Nakijken: { $what }
unreviewed-lead = { $count ->
    [0] Alles is nagekeken.
    [one] 1 gebeurtenis is nog niet nagekeken. Klopt zij, dan komt er een herstel bij met dezelfde gegevens en het oordeel zeker.
   *[other] { $count } gebeurtenissen achter wat de rapportage laat zien zijn nog niet nagekeken. Klopt er een, dan komt er een herstel bij met dezelfde gegevens en het oordeel zeker.
}
unreviewed-of = noem de ronde of de gebeurtenis waarvan de concepten worden nagekeken, een van beide
unreviewed-round = De rapportage van deze ronde
unreviewed-done = { $count ->
    [0] Er is niets bij gekomen: dit was al nagekeken.
    [one] 1 gebeurtenis is nagekeken.
   *[other] { $count } gebeurtenissen zijn nagekeken.
}
unreviewed-first = Dit zijn de eerste { $shown }. Zijn die klaar, dan volgt de rest.
unreviewed-all = Alle { $count } hieronder kloppen
unreviewed-right = Klopt
unreviewed-not = gebeurtenis nr. { $position } is geen concept van deze ronde dat is na te kijken; een ander kan haar net hebben nagekeken
unreviewed-one = Kijk dit concept na
unreviewed-to = Kijk de concepten na ({ $count })
unreviewed-to-round = Lees een pagina in
door-read-a-page = Of lees een rapportagepagina in vanaf deze pagina's
door-unfinished = { $count ->
    [one] 1 ingelezen pagina is nog niet af
   *[other] { $count } ingelezen pagina's zijn nog niet af
}
