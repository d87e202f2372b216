# Findings of a round.

finding-programme-expected = { $what } is part of this round, but nothing came for it: no note, traffic light, amount or measurement.
finding-programme-not-reported = { $what } was not reported in this round; what is shown of it is of earlier.
finding-programme-unknown = Programme { $code } is part of { $round }, but was not taken up and nothing came for it.
finding-no-note = { $what } has no note yet.
finding-note-carried-over = { $what } has no note for this round yet; shown is the one of { $day }.
finding-quiet = Nothing was recorded about { $what } since { $from }.
finding-quiet-last = Nothing was recorded about { $what } since { $from }; the latest is of { $last }.
finding-light-without-steering = The traffic light of { $what } is { $colour }, but no note beside it gives cause, consequence and steering all three.
finding-light-unknown = The colour of the traffic light of { $what } is unknown.
finding-milestone-passed = { $what } was due { $due } and was neither met, moved nor dropped.
finding-target-open = Of { $what } ({ $amount }) { $open } is still open.
finding-target-unknown = How much of { $what } is open can not be told: an amount is p.m.
finding-amount-not-told = { $what } was not told again in this round, while other amounts of the programme were; shown is what holds since { $day }.
finding-cover-across-years = { $what } of { $year } covers { $other } of { $other_year }, and no decision on that cover is recorded.
finding-reservation = { $what } was taken under a reservation that is not fulfilled yet: { $text }
finding-reservation-erased = { $what } was taken under a reservation that is not fulfilled yet (text erased).
finding-reservation-missing = { $what } was taken under a reservation that is not fulfilled yet (text missing).
finding-not-reviewed = { $what }: { $count ->
    [one] a draft was not reviewed yet.
   *[other] { $count } drafts were not reviewed yet.
}
finding-no-reason = { $what }: position { $position } corrects position { $corrected } and does not say why.
finding-after-sealing = { $what }: after round { $round } was sealed by the { $body ->
    [raad] council
   *[college] executive
} (version { $version }), this was recorded about a day that the sealing covers: { $events }.
finding-late-event = { $said } on { $day } (position { $position })
finding-exceeded = Of { $what } { $by } more is covered or realised than the amount.
finding-odd-same-day = { $what }: { $said } on { $on }, but { $first } on that same day was recorded later and takes its place.
finding-odd-early = { $what }: { $said } on { $on }, earlier than { $first } on { $first_on }.
finding-odd-twice = { $what }: { $said } on { $on }, while it was there already ({ $first } on { $first_on }).
finding-odd-already = { $what }: { $said } on { $on }, while it was so already ({ $first } on { $first_on }).
finding-odd-ended = { $what }: { $said } on { $on }, while it had ended by then ({ $first } on { $first_on }).
finding-odd-nameless = { $what }: the recording itself was withdrawn, the rest still counts.

subject-code = { $kind } { $code }
subject-code-title = { $kind } { $code } ({ $title })
subject-name = { $kind } "{ $name }"
subject-kind = { $kind ->
    [programma] programme
    [beleidsterrein] policy area
    [doel] goal
    [prestatie] output
    [onderdeel] element
    [dossier] case
    [voorziening] facility
    [bijstelling] adjustment
    [indicator] indicator
    [mijlpaal] milestone
    [besluit] decision
    [ronde] round
   *[other] { $kind }
}
subject-kind-first = { $kind ->
    [programma] Programme
    [beleidsterrein] Policy area
    [doel] Goal
    [prestatie] Output
    [onderdeel] Node
    [dossier] Case
    [voorziening] Facility
    [bijstelling] Adjustment
    [indicator] Indicator
    [mijlpaal] Milestone
    [besluit] Decision
    [ronde] Round
   *[other] { $kind }
}
said-of-subject = { $said ->
    [opgenomen] recorded
    [gewijzigd] changed
    [vervallen] dropped
    [geopend] opened
    [gesloten] closed
    [heropend] reopened
    [vastgelegd] recorded
    [gepland] planned
    [verschoven] moved
    [gehaald] met
    [capaciteit-gewijzigd] number of places changed
    [beperkt] restricted
    [gemeten] measured
    [genomen] taken
    [vastgesteld] sealed
    [gepubliceerd] published
    [ingetrokken] withdrawn
    [gewist] erased
    [toelichting] note
    [stoplicht] traffic light
   *[other] { $said }
}
