# Twee rapportages naast elkaar: hoe zij worden aangewezen, en wat er verschilt.

point-form = geef een ronde zoals 2021-vr2, 2021-vr2/college of 2021-vr2/2, een dag als 2019-04-01, dag@moment of dag@positie
point-no-such-day = deze dag bestaat niet; geef een dag als 2019-04-01
point-known = na @ hoort een moment als 2019-05-28T10:00:00Z of een positie vanaf 1
point-round = na ronde: hoort het id van een ronde, zoals 2021-vr2
point-which = na de schuine streep hoort college, raad of een versie vanaf 1
point-neither = { $text } is geen dag en geen ronde die is geopend; geopend zijn { $rounds }; een dag is er een als 2019-04-01
point-neither-and-no-rounds = { $text } is geen dag, en er is nog geen ronde geopend; geef een dag als 2019-04-01

compare-kind-unknown = dat wordt niet vergeleken; geef een soort zoals voorziening, toelichting, stoplicht of taakstelling
compare-minimum-wrong = een minimum is nul of meer hele eurocenten, zoals 500 voor € 5,00
compare-not-what-came = wat terugkwam is geen vergelijking
compare-point = { $side } ({ $asked }): { $why }

help-compare-all = Toont als tekst alles, veld voor veld, ook wat anders tot een regel of een aantal is ingeklapt

# De eerste regels: waar het op neerkomt.
compare-title = Vergelijking
compare-from = Van
compare-to = Naar
compare-node = Onderdeel
compare-only = Alleen
compare-mind = Let op
compare-more-below = en nog { $count } onderaan
compare-point-of-round = ronde { $round }, peildatum { $day } (positie { $position })
compare-point-of-day = peildatum { $day } (positie { $position })
compare-kinds = { $count ->
    [one] soort { $kinds }
   *[other] soorten { $kinds }
}
compare-minimum = bedragen die ten minste { $amount } verschillen, en p.m.

gist-lights = Stoplichten
gist-notes = Toelichtingen
gist-money = Geld
gist-tree = Doelenboom
gist-facilities = Voorzieningen
gist-others = Verder
gist-total-unreported = { $told } (waarvan { $amount } niet aan beide kanten gerapporteerd)
gist-unreported = Geen rapportage
gist-first-entered = Ingevoerd
gist-none = geen verschil
gist-added = { $count } erbij
gist-added-unknown = { $count } erbij en nog onbekend
gist-changed = { $count } gewijzigd
gist-moved = { $count } verplaatst
gist-dropped = { $count } weg
gist-better = { $count } beter
gist-worse = { $count } slechter
gist-otherwise = { $count } anders
gist-total-added = { $name } { $amount } erbij
gist-total-gone = { $name } { $amount } weg
gist-not-renewed = { $count } niet vernieuwd

# Dingen: onderwerpen, toelichtingen en stoplichten.
compare-differences = Verschillen
compare-none = Geen verschillen.
compare-none-in-filter = Geen verschillen binnen dit filter.
compare-without-node = Zonder onderdeel
compare-this-node = Onderdeel
compare-was = heette { $before }
compare-note = Toelichting{ $heading }
compare-note-on = Toelichting{ $heading } bij { $subject }
compare-light = Stoplicht
compare-light-on = Stoplicht bij { $subject }
compare-gone = { $name } weg
compare-better = beter
compare-worse = slechter
compare-status-since = { $status } sinds { $day }
compare-seats = { $count ->
    [one] 1 plaats
   *[other] { $count } plaatsen
}
compare-without-year = zonder jaar
compare-covers = dekt { $id }
compare-realises = realiseert { $id }
compare-fulfilled-by = vervuld door { $decision }
compare-erased = (tekst gewist)
compare-yes = ja
compare-no = nee
compare-positions = { $count ->
    [one] positie { $positions }
   *[other] posities { $positions }
}
compare-folded = Ingeklapt: { $what }. Met `--all` staat alles er.
compare-folded-nodes = { $count ->
    [one] 1 onderdeel dat erbij kwam
   *[other] { $count } onderdelen die erbij kwamen
}
compare-folded-lights = { $count ->
    [one] 1 stoplicht dat erbij kwam en nog onbekend is
   *[other] { $count } stoplichten die erbij kwamen en nog onbekend zijn
}
# Programma's waar een van de rondes niet over gaat, en wat voor het eerst in het logboek kwam.
compare-unreported = Niet gerapporteerd
compare-unreported-how = hoort bij een programma dat "van" of "naar" niet rapporteert; niet behouden, niet vervallen, en niet meegeteld bij wat de werkelijkheid deed
compare-programme-first = voor het eerst ingevoerd; "van" had het nog niet
compare-programme-not-from = niet gerapporteerd in "van", dat toont wat een eerdere ronde zei
compare-programme-not-to = niet gerapporteerd in "naar", dat toont wat een eerdere ronde zei; niet behouden en niet vervallen
compare-programme-neither = in geen van beide gerapporteerd
compare-first-entered = Voor het eerst ingevoerd
compare-first-entered-how = kwam nu pas in het logboek en was er misschien al lang; niet meegeteld bij wat de werkelijkheid deed
compare-first-entered-folded = Ingeklapt. Met `--all` staat alles er.
compare-of-which-unreported = waarvan van programma's die niet aan beide kanten zijn gerapporteerd { $amount }
compare-warn-unreported = Niet elk programma is aan beide kanten gerapporteerd; wat daarbij hoort is apart geteld.
compare-mind-unreported = { $codes }{ $more ->
    [0] {""}
   *[other] {" "}en nog { $more }
} niet aan beide kanten gerapporteerd
compare-not-renewed = Niet vernieuwd
compare-left = { $what } van { $day }
compare-left-of-round = { $what } van { $day }, ronde { $round }

compare-totals = Totalen
compare-totals-node = onderdeel { $code } met wat eronder valt
compare-totals-of = Alleen van { $of }.
compare-totals-beyond-nature = De beperking tot { $nature } geldt niet voor de totalen.
compare-totals-beyond-minimum = Het minimum geldt niet voor de totalen.
compare-totals-beyond-both = De beperking tot { $nature } en het minimum gelden niet voor de totalen.
compare-of-which-late = waarvan nagekomen { $amount }
compare-pro-memorie = bedragen p.m.: { $before } → { $after }
compare-unchanged-totals = { $count ->
    [one] Ongewijzigd: 1 totaal
   *[other] Ongewijzigd: { $count } totalen
}

# Waar het op berust.
compare-grounds = Waar dit op berust
compare-correction = wat nu anders wordt gezegd over { $day }
compare-correction-turned = wat eerder anders werd gezegd over { $day }
compare-new = wat sindsdien veranderde
compare-new-since = wat veranderde sinds { $day }
compare-new-between = wat veranderde tussen { $first } en { $last }
compare-new-backwards = wat veranderde tussen { $first } en { $last }, achterstevoren
compare-view = wat alleen anders wordt getoond: "van" kijkt { $from }, "naar" kijkt { $to }
compare-look-round = als ronde { $round }
compare-look-day = naar een dag, zonder ronde

compare-warn-other-view = Een deel verschilt alleen doordat "van" en "naar" niet als dezelfde ronde worden bekeken; dat is apart geteld als weergave.
compare-warn-other-kind = De rondes zijn niet van dezelfde soort.
compare-warn-other-year = De begrotingsjaren verschillen.
compare-warn-other-detail = De ene ronde rapporteert een programma fijner dan de andere.
compare-warn-other-tree = De doelenboom is veranderd; totalen per onderdeel staan niet altijd naast hetzelfde onderdeel.
compare-warn-afterwards = Wat op een van beide momenten bekend heet, is pas daarna in dit logboek ingevoerd.
compare-warn-pro-memorie = Er zijn bedragen p.m.: hun hoogte is niet gegeven en telt in geen totaal mee.
compare-warn-rounds-between = Tussen de twee peildatums ligt nog een ronde.
compare-warn-erased = Een tekst is gewist; of de woorden verschilden is niet meer te zeggen.
compare-warn-missing = Een tekst ontbreekt: teruggezet zonder geheim; of de woorden verschillen is hier niet te zeggen.
compare-warn-unreviewed = Een deel berust op gegevens die nog moeten worden nagekeken.
compare-warn-known-earlier = "Naar" berust op minder kennis dan "van"; herstel staat achterstevoren.
compare-warn-earlier-date = De peildatum van "naar" ligt vóór die van "van".

compare-mind-other-view = { $count ->
    [one] 1 ding verschilt alleen in weergave
   *[other] { $count } dingen verschillen alleen in weergave
}
compare-mind-other-kind = andere soort ronde
compare-mind-other-year = ander begrotingsjaar
compare-mind-other-detail = ander detailniveau
compare-mind-other-tree = andere doelenboom
compare-mind-afterwards = achteraf ingevoerd
compare-mind-pro-memorie = bedragen p.m.
compare-mind-rounds-between = ronde ertussen
compare-mind-erased = gewiste tekst
compare-mind-missing = ontbrekende tekst
compare-mind-unreviewed = nog na te kijken
compare-mind-known-earlier = herstel achterstevoren
compare-mind-earlier-date = eerdere peildatum
