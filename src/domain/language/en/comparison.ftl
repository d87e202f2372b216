# Two reports side by side: how they are named, and what differs.

point-form = give a round such as 2021-vr2, 2021-vr2/college or 2021-vr2/2, a date such as 2019-04-01, date@instant or date@position
point-no-such-day = there is no such day; give a date such as 2019-04-01
point-known = behind @ comes an instant such as 2019-05-28T10:00:00Z, or a position from 1
point-round = behind ronde: comes the id of a round, such as 2021-vr2
point-which = behind the stroke comes college, raad or a version from 1
point-neither = { $text } is no date and no round that was opened; opened are { $rounds }; a date is written as 2019-04-01
point-neither-and-no-rounds = { $text } is no date, and no round was opened yet; give a date such as 2019-04-01

compare-kind-unknown = that is not compared; give a kind such as voorziening, toelichting, stoplicht or taakstelling
compare-minimum-wrong = a minimum is zero or more whole eurocents, such as 500 for € 5.00
compare-not-what-came = what came back is no comparison
compare-point = { $side } ({ $asked }): { $why }

help-compare-all = As text everything, field by field, also what is otherwise folded to a line or a count

# The first lines: what it comes down to.
compare-title = Comparison
compare-from = From
compare-to = To
compare-node = Node
compare-only = Only
compare-mind = Note
compare-more-below = and { $count } more below
compare-point-of-round = round { $round }, reporting date { $day } (position { $position })
compare-point-of-day = reporting date { $day } (position { $position })
compare-kinds = { $count ->
    [one] kind { $kinds }
   *[other] kinds { $kinds }
}
compare-minimum = amounts that differ by at least { $amount }, and those p.m.

gist-lights = Traffic lights
gist-notes = Notes
gist-money = Money
gist-tree = Goal tree
gist-facilities = Facilities
gist-others = Further
gist-total-unreported = { $told } (of which { $amount } not reported on both sides)
gist-unreported = Not reported
gist-first-entered = Entered
gist-none = no difference
gist-added = { $count } added
gist-added-unknown = { $count } added, still unknown
gist-changed = { $count } changed
gist-moved = { $count } moved
gist-dropped = { $count } gone
gist-better = { $count } better
gist-worse = { $count } worse
gist-otherwise = { $count } otherwise
gist-total-added = { $name } { $amount } added
gist-total-gone = { $name } { $amount } gone
gist-not-renewed = { $count } not renewed

# Things: subjects, notes and lights.
compare-differences = Differences
compare-none = No differences.
compare-none-in-filter = No differences in this part.
compare-without-node = Without an element
compare-this-node = Node
compare-was = was { $before }
compare-note = Note{ $heading }
compare-note-on = Note{ $heading } on { $subject }
compare-light = Traffic light
compare-light-on = Traffic light of { $subject }
compare-gone = { $name } gone
compare-better = better
compare-worse = worse
compare-status-since = { $status } since { $day }
compare-seats = { $count ->
    [one] 1 place
   *[other] { $count } places
}
compare-without-year = without a year
compare-covers = covers { $id }
compare-realises = realises { $id }
compare-fulfilled-by = fulfilled by { $decision }
compare-erased = (text erased)
compare-yes = yes
compare-no = no
compare-positions = { $count ->
    [one] position { $positions }
   *[other] positions { $positions }
}
compare-folded = Folded: { $what }. `--all` shows everything.
compare-folded-nodes = { $count ->
    [one] 1 element that was added
   *[other] { $count } elements that were added
}
compare-folded-lights = { $count ->
    [one] 1 traffic light that was added and is still unknown
   *[other] { $count } traffic lights that were added and are still unknown
}
# Programmes that one of the rounds does not cover, and what came into the log for the first time.
compare-unreported = Not reported
compare-unreported-how = belongs to a programme that "from" or "to" does not report; neither kept nor dropped, and not counted among what the world did
compare-programme-first = first entered; "from" did not have it yet
compare-programme-not-from = not reported in "from", which shows what an earlier round said
compare-programme-not-to = not reported in "to", which shows what an earlier round said; neither kept nor dropped
compare-programme-neither = reported in neither
compare-first-entered = First entered
compare-first-entered-how = came into the log only now and may have been there for long; not counted among what the world did
compare-first-entered-folded = Folded. With `--all` everything is shown.
compare-of-which-unreported = of which of programmes that are not reported on both sides { $amount }
compare-warn-unreported = Not every programme is reported on both sides; what belongs to those is counted apart.
compare-mind-unreported = { $codes }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
} not reported on both sides
compare-not-renewed = Not renewed
compare-left = { $what } of { $day }
compare-left-of-round = { $what } of { $day }, round { $round }

compare-totals = Totals
compare-totals-node = element { $code } with what is below it
compare-totals-of = Only of { $of }.
compare-totals-beyond-nature = The totals are not limited to { $nature }.
compare-totals-beyond-minimum = The minimum does not limit the totals.
compare-totals-beyond-both = Neither { $nature } nor the minimum limits the totals.
compare-of-which-late = of which came in late { $amount }
compare-pro-memorie = amounts p.m.: { $before } → { $after }
compare-unchanged-totals = { $count ->
    [one] Unchanged: 1 total
   *[other] Unchanged: { $count } totals
}

# What it rests on.
compare-grounds = What this rests on
compare-correction = what is now said otherwise of { $day }
compare-correction-turned = what was earlier said otherwise of { $day }
compare-new = what changed since
compare-new-since = what changed since { $day }
compare-new-between = what changed between { $first } and { $last }
compare-new-backwards = what changed between { $first } and { $last }, backwards
compare-view = what is only shown otherwise: "from" looks { $from }, "to" looks { $to }
compare-look-round = as round { $round }
compare-look-day = at a day, without a round

compare-warn-other-view = A part differs only because "from" and "to" are not looked at as the same round; it is counted apart as a view.
compare-warn-other-kind = The rounds are not of the same kind.
compare-warn-other-year = The budget years differ.
compare-warn-other-detail = One round reports a programme in more detail than the other.
compare-warn-other-tree = The goal tree changed; totals per element do not always stand beside the same element.
compare-warn-afterwards = What is called known at one of the two moments was put into this log only later.
compare-warn-pro-memorie = There are amounts p.m.: their size is not given and counts in no total.
compare-warn-rounds-between = Another round lies between the two reporting dates.
compare-warn-erased = A text was erased; whether the words differed can not be told any more.
compare-warn-missing = A text is missing: restored without secrets; whether the words differ can not be told here.
compare-warn-unreviewed = A part rests on data that still has to be looked at.
compare-warn-known-earlier = "To" was known earlier than "from"; corrections are shown backwards.
compare-warn-earlier-date = The reporting date of "to" lies before that of "from".

compare-mind-other-view = { $count ->
    [one] 1 thing differs only in how it is looked at
   *[other] { $count } things differ only in how they are looked at
}
compare-mind-other-kind = other kind of round
compare-mind-other-year = other budget year
compare-mind-other-detail = other level of detail
compare-mind-other-tree = other goal tree
compare-mind-afterwards = entered afterwards
compare-mind-pro-memorie = amounts p.m.
compare-mind-rounds-between = a round between
compare-mind-erased = erased text
compare-mind-missing = missing text
compare-mind-unreviewed = still to be looked at
compare-mind-known-earlier = corrections backwards
compare-mind-earlier-date = earlier reporting date
