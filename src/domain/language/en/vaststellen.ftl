# Sealing a round from a page.

seal-link = Seal
seal-title = Seal round { $round }
seal-lead = Look at what is still open, and then say what the body did with the report. After that you see what will be fixed.
seal-not-yet = Nothing was sealed yet
seal-moved = { $count ->
    [0] Something was recorded about this round meanwhile. Nothing was sealed. See whether what you typed still holds, and press Check again.
    [one] While you did this, something was recorded or sealed about this round. You sealed nothing. See whether what you typed still holds, and press Check again.
   *[other] While you did this, { $count } events were recorded about this round. You sealed nothing. See whether what you typed still holds, and press Check again.
}
seal-open = Still open
seal-no-drafts = There is no draft that still has to be reviewed.
seal-open-drafts = { $count ->
    [one] 1 draft was not reviewed:
   *[other] { $count } drafts were not reviewed:
}
seal-more = and { $count } more
seal-no-findings = There are no findings.
seal-findings = Findings: { $high } high, { $medium } medium, { $low } low
seal-previous = The one before is { $sealed }.
seal-report = The report as known now
seal-what = What the body did
seal-body = The executive comes before the council.
seal-purport = What the body did with the report.
seal-day = The day on which the decision was taken. Left open, it is today.
seal-day-missing = give the day on which the decision was taken
seal-decision = The decision that the sealing rests on; may be left open.
seal-new-decision = The decision is not in the list
seal-new-decision-hint = It is recorded with the day above, and the sealing rests on it.
seal-new-number = Number of the decision
seal-new-number-hint = Such as RV 26.0012.
seal-new-title = Title of the decision
seal-new-title-hint = What the paper is called.
seal-two-decisions = choose a decision from the list, or record one here; not both
seal-reason = The round was reopened: why it is sealed again.
seal-accept-drafts = { $count ->
    [one] Seal with 1 draft that nobody reviewed
   *[other] Seal with { $count } drafts that nobody reviewed
}
seal-own-day = Record it on that day: a decision of before, in a log of old pages that is not in use yet
seal-accept-order = Seal outside the usual order
seal-drafts = { $count ->
    [one] 1 draft behind this report was not reviewed. Review it, or tick below that you seal it so.
   *[other] { $count } drafts behind this report were not reviewed. Review them, or tick below that you seal it so.
}
seal-order = this is outside the usual order: first the reporting date ({ $day }), then the executive, then the council. Look at the body and the day, or tick below that it went so.
seal-check-hint = Nothing is sealed yet. After this you see what will be fixed.
seal-confirm-lead = Not sealed yet. This is what will be fixed.
seal-fixes = What will be fixed
seal-lasting = What can not be undone
seal-lasting-report = The report on { $day }, as known at position { $position }, is fixed. Who asks for it later gets the same letters.
seal-lasting-event = The sealing stays in the log, with body, day, decision and digest. It can not be erased and not be changed. Who wants to do it again reopens the round with a reason, and both sealings stay visible.
seal-lasting-round = Notes and lights for this round are refused from then on, unless they correct a mistake. What is added about this day is then called "after the sealing".
seal-lasting-drafts = { $count ->
    [one] 1 draft that nobody reviewed is fixed as well.
   *[other] { $count } drafts that nobody reviewed are fixed as well.
}
seal-lasting-decision = The decision { $number } is recorded in the same step: both are, or neither is.
seal-once = Pressing twice seals once. If somebody else recorded something about this round meanwhile, nothing happens and you see what.
seal-confirm = Seal
sealed-title = Round { $round } is sealed
sealed-by = Recorded by { $actor } on { $moment }.
sealed-half-page = The half page for the council paper
sealed-copy = Put your cursor in the box, select all (Ctrl+A) and copy. Take the text over letter by letter: who has it can check later what the council got.
sealed-report = The report as it was sealed
sealed-check = All sealings, and how you check them
seal-still = Still to be sealed
