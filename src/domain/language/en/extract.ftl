# What was read from a report page, and what is uncertain.

# The page as a whole.
extract-empty = the page is empty; save the report page as text and try again
extract-not-text = this is no readable text: { $why }
extract-not-a-report = this is no report page: it has no programme number (`Programmanummer`), no heading such as `Beleidsterrein 9A` and no output with a code such as `9A1.1`; name the programme with --programme, such as --programme 6="Jeugd en zorg"
extract-round-wrong = --round "{ $id }" is no id of a round; give letters, digits, dots and dashes, at most 64, such as 2021-vr2
extract-programme-wrong = --programme "{ $given }" is no programme; give a number from 1 to 99, with or without a title: 6 or 6="Jeugd en zorg"
extract-year-wrong = --fiscal-year { $year } is no budget year
extract-instant-wrong = --recorded-at "{ $moment }" is no instant in UTC such as 2021-10-05T09:00:00Z
extract-date-wrong = --reporting-date "{ $day }" is no day such as 2021-09-01
extract-date-missing = the page names no reporting date (looked for `peildatum` or `stand per` with a day); give --reporting-date YYYY-MM-DD
extract-heading-other = the heading `{ $title }` (line { $line }) is not of round { $round }: { $differs }; choose the round of this page, or give --accept-heading if it belongs to it all the same
extract-heading-year = budget year { $page } instead of { $round }
extract-heading-number = number { $page } instead of { $round }
extract-heading-accepted = the heading `{ $title }` is not of round { $round } and was accepted: { $differs }; the round keeps its own budget year
extract-date-other = round { $round } has the reporting date { $known } in the log, and { $said } here: notes of another day are not in its report; give --reporting-date { $known }, or --accept-heading
extract-heading-kind = the heading names a { $page }, the id of the round a { $round }
extract-too-long = it is longer than { $most } MiB
extract-binary = line { $line } has a control character; this is a binary file
extract-html = it is HTML; open it in a browser and save the page as text
extract-pdf = it is a PDF or a zipped document; save the page as text first
extract-utf-16 = it starts as UTF-16 and does not go on so
extract-mixed-bytes = line { $line } is neither UTF-8 nor Windows-1252 (it has characters of both)
extract-bad-bytes = line { $line } is neither UTF-8 nor Windows-1252 (it has bytes that stand for nothing)
extract-windows-1252 = no UTF-8, read as Windows-1252; check the letters with accents

# The round.
extract-other-year = the page is of budget year { $page }; --fiscal-year { $given } is taken
extract-round-assumed = the page does not say { $fields } of the round; assumed

# What stands above a text.
extract-row-of-figures = a row of figures is not read
extract-section-elsewhere = a section without notes (finances, indicators and the like) is not read
extract-other-title = { $code } is titled `{ $title }` here; `{ $kept }` of the list is kept
extract-no-such-area = `{ $rest }` names no area shown before; its notes go to the area at hand
extract-before-headings = the text stands before any heading of explanation; taken for a note on { $node }
extract-under-nothing = the text stands under no programme, area or output and is not drafted
extract-presupposed = { $code } is presupposed, not shown: its title is not on the page
extract-only-explained = { $code } stands in the explanation and not in the list of its area
extract-after-list = the text stands after a list of nodes; taken for a note on { $node }, the last of them
extract-no-programme-number = `{ $value }` is not the number of a programme
extract-passport-too-early = a committee or portfolio stands before any programme number and is not drafted
extract-mission-too-early = a mission stands before any programme number and is not drafted

# Notes.
extract-short-line = a short line with no text below; a note, or a heading of another part of the page
extract-labels-alone = cause, consequence or measure without a note they belong to
extract-note-cut = the text is longer than a note may be and was cut in several
extract-cut-off = the page breaks off here in the middle of a sentence; what came after it was not read

# Traffic lights.
extract-light-unused = a sentence about lights is not used: { $why }
extract-light-denied = it denies a colour, or tells of an earlier one
extract-light-nowhere = it names no output of the page
extract-light-no-colour = it does not name one of the three colours for each
extract-light-exception = it makes an exception without the code of an output
extract-light-excepted = it is excepted without a colour of its own
extract-light-which = it is not clear which colour belongs to which output
extract-light-twice = the page says two colours of it

# Facilities.
extract-facility-no-name = something closes, opens or moves without a name that can be told; not drafted
extract-facility-undecided = a closing, opening or move that is denied or not decided; not drafted
extract-facility-many-days = its sentence has more than one day; none is taken
extract-facility-apart = a facility and a change that do not stand together; not drafted
extract-facility-expected = an expected change of a facility
extract-facility-no-id = a facility whose name gives no id; not drafted
extract-facility-closes-twice = `{ $name }` closes a second time on this page; not drafted again
extract-facility-moved = a facility that moved; drafted as one that closes and one that opens
extract-facility-was-open = `{ $name }` must have been open before; since when is not on the page
extract-facility-reopens = `{ $name }` opens again; its closing is not on the page
extract-facility-put-off = a day that was put off; the new one is taken
extract-facility-put-off-no-day = `{ $name }`: a closing or opening that was put off without a new day; not drafted
extract-facility-put-off-what = `{ $name }`: a day that was put off or stands in the place of another, without what happens on it; not drafted

# Decisions.
extract-amendment-unnumbered = an amendment without its number
extract-number-bare = its number stands without a prefix
extract-reservation-nowhere = a reservation without the number of a decision; not drafted
extract-reservation-open = under a reservation; the page does not say whether it is fulfilled
extract-reservation-by = line { $line } is read as: the reservation is fulfilled by `{ $decision }`
extract-reservation-somehow = line { $line } says that the reservation is fulfilled, without one decision that can be named; fill in `voorbehoud.vervuldDoor`
extract-reservation-perhaps = line { $line } may say that the reservation is fulfilled; look at it
extract-reservation-refused = line { $line } says that what the reservation waits for was refused

# Amounts.
extract-amount-tariff = `{ $number }` is a price per unit and is not drafted
extract-amount-perhaps = `{ $number }` may be an amount; what follows it says otherwise, and it is not drafted
extract-amount-unreadable = `{ $number }` can not be read as an amount and is not drafted
extract-amount-too-big = `{ $number }` is more than an amount can be and is not drafted
extract-amount-range = a range of amounts; drafted p.m.
extract-amount-unit = behind the amount stands `{ $word }`; if that is a unit, such as thousand, the amount is larger
extract-amount-letters = the letter behind the amount says { $effect }, the words beside it something else; the letter is followed
extract-amount-difference = { $number } is a difference with something else; it is not drafted
extract-amount-only-difference = this amount is a difference with something else (more or less than); see whether it counts as such
extract-amount-part-of = a part of the total on line { $line }; it is not drafted once more
extract-amount-again = the same total as on line { $line }; it is not drafted once more
extract-amount-sum = by their figures this amount and those beside it are a total and its parts; keep one of them
extract-amount-minus = an amount with a minus sign, drafted without it; look at its effect
extract-amount-moved = an amount that moved; drafted as it became
extract-amount-bare = an amount without euro sign or word, taken for whole euros
extract-amount-kinds = its sentence names more than one kind; taken for { $kind }, the nearest
extract-amount-part = it may be a part of the amount before it
extract-amount-second = a second amount of this kind on the same node
extract-amount-realised-perhaps = it may be what was realised of a target, or what was not; the sentence is not sure about it
extract-amount-above = line { $line } has the same amount at a node above or below; keep one of them if it is the same money
extract-amount-year-of-target = the year may be that of what was realised, and not that of the target
extract-amount-years = tied to more than one year; no year is drafted
extract-link-many = more than one amount that this one may cover or realise; no link is drafted
extract-link-too-much = more than is open of what it covers or realises; no link is drafted
extract-link-other-year = what it realises is of budget year { $year }; see whether it belongs to it
extract-effects-unsaid = financial effects without amount or direction; not drafted
extract-shortfall-perhaps = a `{ $word }` that may not be one, or not yet; not drafted
extract-shortfall-known = a shortfall that is spoken of as known, without its size

# Other drafts.
extract-title-cut = its title is longer than a title may be and was cut
extract-case-assumed = a numbered subject, taken for a case of the kind { $kind }
extract-case-proposed = a sentence about a { $kind }, proposed as a case; keep it or leave it out
extract-milestone-proposed = a sentence with an expectation for { $day }, proposed as a milestone; keep it or leave it out
extract-about = { $subject }: { $why }
extract-assumed = not on the page, assumed: { $fields }
extract-tree-dated = { $count ->
    [one] 1 element of the tree is dated 1 January of the budget year; the page gives no day
   *[other] { $count } elements of the tree are dated 1 January of the budget year; the page gives no day
}
extract-tree-dated-latest = { $count ->
    [one] 1 element of the tree is new beside the log and is dated the reporting date at the latest; the page gives no day
   *[other] { $count } elements of the tree are new beside the log and are dated the reporting date at the latest; the page gives no day
}

# Beside what the log already says.
extract-known-level = the log has it as { $known }, the page as { $said }
extract-known-node = the page differs from the log in { $fields } (`{ $title }` there); a change, or an error in one of them
extract-known-retitled = the page differs from the log in { $fields }; the title there, `{ $title }`, is nothing like it: a new title, or another node under the same code
extract-known-moved = the log has this title under code { $code }; taken for the same node with another code
extract-known-elsewhere = the log has this title under code { $code } too, in a part that the page does not show
extract-known-successor = `{ $title }` stands under code { $code } on the page; taken as dropped, with that successor
extract-known-divided = `{ $title }` is on the page in parts, under { $codes }; taken as divided
extract-known-part = a part of what the log has under code { $code }; taken as split off from it
extract-known-joined = contains what the log has under { $codes }; taken as joined
extract-known-joined-into = `{ $title }` is on the page together with something else under code { $code }; taken as dropped with that successor
extract-known-gone = `{ $title }` is in the log and no longer in the list of the page; taken as dropped
extract-known-code-used = the log has this code at another programme already (`{ $title }`); this node is not drafted, give it a code of its own
extract-known-code-about = code { $code } is of another programme in the log (`{ $title }`); say what this is about
extract-known-below = not on the page; it now hangs below { $code }, the new code of what is above it
extract-known-reopened = `{ $name }` was closed in the log and opens on the page
extract-known-open = the log has `{ $name }` already, opened on another day; not drafted
extract-known-closed = the log has it closed since { $known }, the page since { $said }; not drafted
extract-known-closed-restricted = the log has it closed since { $known }, the page open for less; not drafted
extract-known-already-open = the log has it open since { $known }; not drafted
extract-known-put-off = the log has { $known }, the page { $said }; taken as put off: a correction of the day
extract-known-decision = the log has it as `{ $purport }`; the page says more or otherwise
extract-known-case-again = the case is in the log; the page says something new about it
extract-known-milestone = the log has this milestone on { $known }, the page on { $said }
extract-known-amount = the log knows the amount, the page does not give it; not drafted
extract-known-amount-moved = the log has { $known }, the page { $said }; a forecast that moved, or another amount
extract-known-amount-another = the log has { $known } here (`{ $id }`); an amount that moved, or another; keep one of them if it is the same
extract-known-amount-later = the log has this only since { $day }, as { $known }; this page is of before that
extract-known-amount-year = the log has { $known } already, with budget year { $year }; not drafted again
extract-known-amount-other-year = the log has { $known } with budget year { $year }; without a year it is not certain whether that is part of it
extract-known-amount-course = the log has this amount as { $known }, the page as { $said }
extract-known-amount-above = the log has the same amount at { $place } (`{ $id }`); leave it out if it is the same money
extract-known-amount-again = the log has this amount as `{ $id }`; that it is the same is not certain: leave this out if it is another
extract-known-light = the log has { $known } in this round, the page { $said }; not drafted

# The summary.
extract-line = { $file }:{ $line }: { $what }
extract-refused = { $file }: { $why }
extract-summary-none = { $file }: no drafts
extract-summary = { $count ->
    [one] { $file }: 1 draft ({ $kinds }); { $review }
   *[other] { $file }: { $count } drafts ({ $kinds }); { $review }
}
extract-summary-review = { $count ->
    [0] nothing is uncertain
    [one] 1 is to be looked at
   *[other] { $count } are to be looked at
}
extract-log-unreadable = the event at position { $position } of the log can not be read; `peildatum verify` says what still holds
extract-export-line = line { $line }: { $why }
extract-count-round = { $count ->
    [one] 1 round
   *[other] { $count } rounds
}
extract-count-round-change = { $count ->
    [one] 1 round changed
   *[other] { $count } rounds changed
}
extract-count-node = { $count ->
    [one] 1 node
   *[other] { $count } nodes
}
extract-count-node-change = { $count ->
    [one] 1 changed node
   *[other] { $count } changed nodes
}
extract-count-node-drop = { $count ->
    [one] 1 dropped node
   *[other] { $count } dropped nodes
}
extract-count-case = { $count ->
    [one] 1 case
   *[other] { $count } cases
}
extract-count-case-change = { $count ->
    [one] 1 changed case
   *[other] { $count } changed cases
}
extract-count-milestone = { $count ->
    [one] 1 milestone
   *[other] { $count } milestones
}
extract-count-milestone-move = { $count ->
    [one] 1 moved milestone
   *[other] { $count } moved milestones
}
extract-count-opening = { $count ->
    [one] 1 facility that opens
   *[other] { $count } facilities that open
}
extract-count-closing = { $count ->
    [one] 1 closing
   *[other] { $count } closings
}
extract-count-reopening = { $count ->
    [one] 1 reopening
   *[other] { $count } reopenings
}
extract-count-restriction = { $count ->
    [one] 1 restriction
   *[other] { $count } restrictions
}
extract-count-decision = { $count ->
    [one] 1 decision
   *[other] { $count } decisions
}
extract-count-decision-change = { $count ->
    [one] 1 changed decision
   *[other] { $count } changed decisions
}
extract-count-amount = { $count ->
    [one] 1 amount
   *[other] { $count } amounts
}
extract-count-amount-change = { $count ->
    [one] 1 changed amount
   *[other] { $count } changed amounts
}
extract-count-amount-again = { $count ->
    [one] 1 amount told again
   *[other] { $count } amounts told again
}
extract-count-note = { $count ->
    [one] 1 note
   *[other] { $count } notes
}
extract-count-light = { $count ->
    [one] 1 traffic light
   *[other] { $count } traffic lights
}
extract-lines = { $file }: of { $count ->
    [one] 1 line
   *[other] { $count } lines
} with text { $drafted } { $drafted ->
    [one] is
   *[other] are
} in drafts; { $told } others are told of above; { $unused ->
    [0] none is passed over
    [one] 1 is a heading, navigation or passed over: { $which }
   *[other] { $unused } are headings, navigation or passed over: { $which }
}
