# Reading a report page and reviewing it.

review-title = Read a page
review-lead = This page makes drafts of a report page. You review them beside the text, and record them at once.
review-take = A new page
review-not-taken = The page was not read
review-text = Text of the page
review-text-hint = Paste the text of the report page, or choose a file below.
review-file = Text file
review-file-hint = A page that was saved as plain text, at most 256 KiB. You can also drop it here.
review-round-hint = The round that the page is of.
review-round-new = The round is not listed
review-new-round = Id of the new round
review-new-round-hint = Letters, digits, points and hyphens, such as 2026-vr1.
review-kind-hint = May be left open if the page says it.
review-year-hint = May be left open if the page or the id of the round says it.
review-day-hint = May be left open for a round of the list, or if the page names it.
review-past = A page of before
review-published = Published on
review-published-from = The day on which the page was published. It is then recorded as if that happened on that day. The log ends on { $day }; the day can not lie before that. Leave it open for a page of now.
review-published-any = The day on which the page was published. It is then recorded as if that happened on that day. Begin with the oldest page: a log grows in the order of its moments. Leave it open for a page of now.
review-past-running = This log is in use: its last event, of { $moment }, was recorded as it happened. Nothing more can be added at a moment of its own. You can read a page of before here as any other. It is then of now: a comparison shows it as recorded today, and nothing marks it as a page of before.
review-past-role = Recording a page at its own moment belongs to the role { $role }. You can read it here as any other; it is then of now.
review-past-many = Of a series of old pages you make a new log, each page at its own moment and sealed by the executive and the council, in whatever order you find them:
own-moment-told = Will be recorded on { $day }.
own-moment-done = Recorded on { $day }, the day on which the page was published.
own-moment-before = That is before the reporting date, { $date }. Is that day right?
own-moment-long-after = That is more than a year after the reporting date, { $date }. Is that day right?
own-moment-not-over = { $day } is not over yet
own-moment-too-early = the log has events of { $last } already; what is of { $day } can not be added at its own moment any more
own-moment-running = this log is in use: its last event, of { $last }, was recorded as it happened, and after that nothing can be added at its own moment
own-moment-leave-open = { $why }. Leave the day open, and the page is of now; or make a new log of old pages with `peildatum enter`
own-moment-untick = { $why }. Take the tick away: the sealing is then recorded now, and the day on which the decision was taken stays as it is
own-moment-overtaken = This page can not be recorded at its own moment: { $why }. You can record it as of now, or in a new log that you make with `peildatum enter`.
own-moment-role = This page is recorded at its own moment, and that belongs to the role { $role }. Ask somebody in that role to record it; what was decided is kept.
review-as-of-now = { $count ->
    [one] Record 1 event as of now
   *[other] Record { $count } events as of now
}
review-more = More choices
review-document-hint = What the document is called in what is recorded. If it is left open, that is the name of the file.
review-programme = Programme
review-programme-hint = Only for a page that names no programme: the number, or the number with the title, such as 6=Jeugd en zorg.
review-accept-heading = The heading of the page names another year or number than the round; read it all the same
review-no-proposals = Leave out proposals: cases and milestones in plain sentences
review-read = Read the page
review-read-hint = Nothing is recorded yet. The page is kept here until you are done, at most 30 days.

review-one-source = choose one: the text or the file
review-no-source = paste a text or choose a file
review-one-round = choose one: a round of the list or a new one
review-no-round = choose a round, or give the id of a new one
review-round-there = this round is there already; choose it in the list
review-wrong-kind = this is no kind of round
review-wrong-year = this is no budget year of 1900 to 2200
review-wrong-programme = this is no programme; give a number of 1 to 99, possibly with a title: 6 or 6=Jeugd en zorg
review-no-day = the page names no reporting date (searched were `peildatum` and `stand per` with a day); give it here
review-not-a-report = this is no report page: it has no number of a programme (`Programmanummer`), no heading such as `Beleidsterrein 9A` and no output with a code such as `9A1.1`. Name the programme under More choices
review-other-heading = the heading `{ $title }` (line { $line }) is not of round { $round }: { $differs }. Choose another round, or say under More choices that it belongs to it all the same
review-other-day = round { $round } has reporting date { $known } in the log, and { $said } here. Leave the reporting date open, or say under More choices that the page belongs to it all the same
review-page-too-large = the page is longer than { $max } KiB; read it in parts
review-too-many-lines = the page has more than { $max } lines; read it in parts
review-too-large = with this the page and its drafts are larger than { $max } MiB; record something first or leave something out
review-too-many = there are { $max } unfinished pages already; record one or throw one away
review-too-many-drafts = this page gives { $count } drafts, and at once at most { $max } are recorded; read it in parts
review-pasted = Pasted text

review-unfinished = Unfinished
review-unfinished-hint = What is here is not recorded yet and is in no back-up. Whoever goes on, goes on where somebody else stopped.
review-decided = Decided
review-decided-of = { $count } of { $all }
review-changed = Changed last
review-changed-by = { $moment }, by { $actor }
review-kept-until = Is thrown away on

review-page-title = Review: { $document }
review-page-lead = { $count ->
    [0] Round { $round }. This page says nothing that the log does not have yet.
    [one] Round { $round }. 1 draft comes of this page. Each press of a button is kept at once.
   *[other] Round { $round }. { $count } drafts come of this page. Each press of a button is kept at once.
}
review-drafts = Drafts
review-draft = draft { $number }
review-source = The text of the page
review-source-hint = The lines that drafts come of are coloured.
review-line = line { $line }
review-lines = lines { $first }–{ $last }
review-line-known = (in the log already)
review-line-noticed = (not understood)
review-line-unused = (skipped)
review-not-understood = What was not understood
review-lines-told = Of { $all } lines with text, drafts come of { $drafted }, { $known } are in the log already, something is said below about { $noticed }, and { $unused } were skipped.
review-unused = { $count ->
    [one] 1 line is a heading, navigation or skipped
   *[other] { $count } lines are headings, navigation or skipped
}
review-counts = { $accepted } right, { $unseen } unseen, { $dropped } left out, { $open } to decide.
review-no-drafts = There are no drafts.
review-kind = { $kind } ({ $count })
review-kind-unseen = Take these { $count } unseen
review-kind-drop = Leave these { $count } out
review-rest-unseen = Take all { $count } unseen
review-rest-drop = Leave all { $count } out
review-unseen-hint = What you take unseen keeps the mark to be reviewed in the log, if it has it. What was decided already stays as it is.
review-accept = Right
review-drop = Leave out
review-undo = Undo
review-change = Change
review-from = holds from { $day }
review-assumed = assumed
review-by = ({ $actor })
review-is-accepted = Right
review-is-changed = Changed and right
review-is-unseen = Taken unseen
review-is-dropped = Left out
review-of-others = Since you saw this page, somebody else decided as well:
review-moved = Somebody decided otherwise about this draft meanwhile; it is shown below as it is now. Press again if you want it otherwise.
review-not-kept = This was not kept: { $why }
review-moot = { $count ->
    [one] 1 draft does not fit any more
   *[other] { $count } drafts do not fit any more
}
review-moot-hint = This was right, but meanwhile the log says it already, or something else. It is not recorded. See whether a new draft took its place.
review-moot-drop = Remove
review-record-title = Record
review-still-open = { $count ->
    [one] 1 draft is still to be decided. After that all can be recorded at once.
   *[other] { $count } drafts are still to be decided. After that all can be recorded at once.
}
review-nothing-taken = There is nothing to record. Throw the page away below.
review-to-record = { $count ->
    [one] Check the draft that is recorded
   *[other] Check the { $count } drafts that are recorded
}
review-discard = Throw this page away
review-discard-hint = The text and what you decided are removed of this machine. That can not be undone. What is recorded already stays.
review-discard-now = Throw away
review-gone = This page is not here any more: it was recorded, thrown away, or removed after 30 days.
review-draft-gone = This draft does not come of the page any more: the log has it meanwhile, or something else.
review-step-wrong = this is no button of this page
review-back = Back to the drafts

review-change-title = Change a draft: { $kind }
review-change-hint = What you keep here is right, and is recorded with the rest.
review-change-keep = Keep

review-confirm-title = Record: { $document }
review-confirm-lead = { $count ->
    [one] Not recorded yet. This is 1 event, { $unseen } of it with the mark to be reviewed; { $dropped } drafts are left out.
   *[other] Not recorded yet. These are { $count } events, { $unseen } of them with the mark to be reviewed; { $dropped } drafts are left out.
}
review-confirm-moot = { $count ->
    [one] 1 draft that was right does not fit any more and is not recorded.
   *[other] { $count } drafts that were right do not fit any more and are not recorded.
}
review-confirm = { $count ->
    [one] Record 1 event
   *[other] Record { $count } events
}
review-confirm-events = What is recorded
review-confirm-report = What the report of { $day } then shows otherwise
review-confirm-report-count = { $count ->
    [0] Nothing: the report stays the same.
    [one] Something changes at 1 plan node. On the left is what it says now, on the right what it then says.
   *[other] Something changes at { $count } plan nodes. On the left is what it says now, on the right what it then says.
}
review-confirm-moved = Something changed since you saw this: somebody decided otherwise, or the log went on. See whether it is still right and then press again.
review-refused = { $count ->
    [one] 1 draft does not fit
   *[other] { $count } drafts do not fit
}
review-recorded-title = { $count ->
    [one] Recorded: 1 event
   *[other] Recorded: { $count } events
}
review-recorded-lead = { $count ->
    [one] Of the page 1 event was recorded; { $dropped } drafts were left out. The text of the page is not here any more.
   *[other] Of the page { $count } events were recorded at once; { $dropped } drafts were left out. The text of the page is not here any more.
}
review-recorded-round = The report of round { $round }
review-another = Read another page

# Drafts in the log.
unreviewed-title = Review: { $what }
unreviewed-lead = { $count ->
    [0] Everything was reviewed.
    [one] 1 event was not reviewed yet. If it is right, a correction is added that has the same data and is certain.
   *[other] { $count } events behind what the report shows were not reviewed yet. If one is right, a correction is added that has the same data and is certain.
}
unreviewed-of = name the round or the event whose drafts are reviewed, one of both
unreviewed-round = The report of this round
unreviewed-done = { $count ->
    [0] Nothing was added: this was reviewed already.
    [one] 1 event was reviewed.
   *[other] { $count } events were reviewed.
}
unreviewed-first = These are the first { $shown }. When they are done, the rest follows.
unreviewed-all = All { $count } below are right
unreviewed-right = Right
unreviewed-not = event no. { $position } is no draft of this round to be reviewed; somebody else may just have reviewed it
unreviewed-one = Review this draft
unreviewed-to = Review the drafts ({ $count })
unreviewed-to-round = Read a page
door-read-a-page = Or read a report page on these pages
door-unfinished = { $count ->
    [one] 1 page that was read is unfinished
   *[other] { $count } pages that were read are unfinished
}
