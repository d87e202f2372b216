# Woorden, dagen en wat er van gezegd wordt.

quarter-of-year = { $quarter }e kwartaal { $year }
at-the-latest = uiterlijk { $day }
day-unknown = onbekende dag

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
