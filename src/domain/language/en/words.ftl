# Words, days and what is said of them.

quarter-of-year = quarter { $quarter } of { $year }
at-the-latest = { $day } at the latest
day-unknown = unknown day

moment-of-day = { $day }, { $clock } (Dutch time)
moment-twice-a-day = { $day }, { $clock } (Dutch time, UTC{ $offset })
moment-end-of-day = { $day }, end of the day (Dutch time)
moment-form = "{ $text }" is no moment; give a day such as 2019-05-28 (meaning its end), a time such as `2019-05-28 12:00` (Dutch time) or 2019-05-28T10:00:00Z
moment-left-out = "{ $text }" did not exist: that night clocks in the Netherlands went an hour forward
moment-twice = that hour came twice that night: give { $first } or { $second }

words-kind-unknown = kind unknown
words-effect-unknown = effect unknown
words-standing-unknown = standing unknown
words-side-unknown = expense or revenue unknown
words-duration-unknown = duration unknown

# What an event will do that takes effect later.
words-will-be-recorded = will be recorded
words-will-change = will change
words-will-be-dropped = will be dropped
words-will-open = will open
words-will-be-closed = will be closed
words-will-reopen = will reopen
words-note = note
words-other-light = other traffic light
words-will-be-planned = will be planned
words-will-move = will move
words-met = reached
words-new-amount = new amount
words-other-amount = other amount
words-told-again = will be told again
words-other-capacity = other capacity
words-restricted = open with restrictions
words-closes = will close
words-will-be-followed = will be followed
words-measurement = measurement
words-decision = decision
words-will-be-sealed = will be sealed
words-will-be-published = will be published
words-will-be-withdrawn = will be withdrawn
words-will-be-erased = will be erased

words-notes-counted = { $count ->
    [one] 1 note
   *[other] { $count } notes
}
words-lights-counted = { $count ->
    [one] 1 traffic light
   *[other] { $count } traffic lights
}
words-measurements-counted = { $count ->
    [one] 1 measurement
   *[other] { $count } measurements
}
