# Woorden, dagen en wat er van gezegd wordt.

quarter-of-year = { $quarter }e kwartaal { $year }
at-the-latest = uiterlijk { $day }
day-unknown = onbekende dag

moment-of-day = { $day }, { $clock } (Nederlandse tijd)
moment-twice-a-day = { $day }, { $clock } (Nederlandse tijd, UTC{ $offset })
moment-end-of-day = { $day }, einde van de dag (Nederlandse tijd)
moment-form = "{ $text }" is geen moment; geef een dag als 2019-05-28 (dan telt het einde van die dag), een tijd als `2019-05-28 12:00` (Nederlandse tijd) of 2019-05-28T10:00:00Z
moment-left-out = "{ $text }" bestond niet: die nacht ging de klok in Nederland een uur vooruit
moment-twice = dat uur kwam die nacht twee keer: geef { $first } of { $second }

words-kind-unknown = soort onbekend
words-effect-unknown = effect onbekend
words-standing-unknown = stand onbekend
words-side-unknown = lasten of baten onbekend
words-duration-unknown = duur onbekend

# Wat een gebeurtenis gaat doen die later ingaat.
words-will-be-recorded = wordt opgenomen
words-will-change = wordt gewijzigd
words-will-be-dropped = vervalt
words-will-open = gaat open
words-will-be-closed = wordt gesloten
words-will-reopen = gaat weer open
words-note = toelichting
words-other-light = ander stoplicht
words-will-be-planned = wordt gepland
words-will-move = verschuift
words-met = gehaald
words-new-amount = nieuw bedrag
words-other-amount = ander bedrag
words-told-again = wordt opnieuw gemeld
words-other-capacity = andere capaciteit
words-restricted = beperkt open
words-closes = sluit
words-will-be-followed = wordt gevolgd
words-measurement = meting
words-decision = besluit
words-will-be-sealed = wordt vastgesteld
words-will-be-published = wordt gepubliceerd
words-will-be-withdrawn = wordt ingetrokken
words-will-be-erased = wordt gewist

words-notes-counted = { $count ->
    [one] 1 toelichting
   *[other] { $count } toelichtingen
}
words-lights-counted = { $count ->
    [one] 1 stoplicht
   *[other] { $count } stoplichten
}
words-measurements-counted = { $count ->
    [one] 1 meting
   *[other] { $count } metingen
}
