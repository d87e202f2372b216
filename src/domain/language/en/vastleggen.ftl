# Recording from a page: the forms and what they say.

recording-title = Record
recording-given-back = { $why } What you typed is still below: here it is an event of its own, apart from that page.
recording-lead = Choose what you want to record. Before it is saved you see what the report will say of it.
recording-group-progress = Progress
recording-group-events = Correct and withdraw
recording-how-events = Open the event that it is about, in the log or in a history. It has Correct and Withdraw.
recording-how-others = A round is sealed from its own page. Erasing a text is done with the program peildatum or the API: that can not be undone.
recording-closed = Nothing can be recorded now: { $why }
recording-form = Record: { $kind }
recording-form-correct = Correct: { $kind }
recording-required = (required)
recording-choose = Choose
recording-yes = yes
recording-no = no
recording-clear = clear { $field }
recording-row = No. { $number }
recording-row-year = Year
recording-euros = in euros, as 1.234,56
recording-no-euros = this is no amount in euros such as { $example }
recording-subject = What it is about. If it is not listed, see whether the effective day is right.
recording-subject-new = The name by which it is referred to from now on, such as opvang-noord: letters, digits, points and hyphens, without blanks.
recording-subject-event = The number or the id of the event, such as gebeurtenis/77.
recording-day = The day from which it holds, not the day of today.
recording-precision = Only if the day is not known exactly.
recording-why = Why this is recorded or corrected; may be left open.
recording-provenance = From which document it comes
recording-check = Check
recording-check-hint = Nothing is saved yet. Next you see what the report will say.
recording-confirm = Record
recording-confirm-hint = What is recorded stays in the log. A mistake can be corrected or withdrawn later.
recording-change = Back to the form
recording-not-yet = Nothing is recorded yet
recording-wrong = { $count ->
    [one] One field is not right.
   *[other] { $count } fields are not right.
}
recording-refused = This can not be done: { $why }
recording-moved = { $count ->
    [0] Something was recorded about this subject meanwhile. See whether what you typed is still right, and then press Check again.
    [one] While you filled in this form something was recorded about this subject. See whether what you typed is still right, and then press Check again.
   *[other] While you filled in this form { $count } events were recorded about this subject. See whether what you typed is still right, and then press Check again.
}
recording-meanwhile = { $kind }, recorded by { $actor } on { $moment }
recording-meanwhile-now = Recorded meanwhile: { $value }
recording-used = This form was recorded already, as no. { $position }, with something else in it. If you check and record this, there will be a second event. If the first has a mistake, correct that.
recording-is-known = This was recorded already, as no. { $position }. Nothing is added.
recording-corrects = This takes the place of: { $kind }, { $subject }. What it said stays visible in the history.
recording-withdraws = This then no longer counts: { $kind }, { $subject }. It stays visible in the history.
recording-preview-lead = Not recorded yet. About { $subject }, holds from { $day }.
recording-warnings = Note
recording-report-title = What the report will say
recording-report = The report for { $day }, as it is and as it will be:
recording-same = The report for { $day } stays as it is.
recording-no-form = There is no form for { $kind }. The page Record lists what there is.
recording-other-subject = { $kind } is not about such a subject
recording-other-kind = this event is of another type: { $kind }. Open the form of that type.
recording-inputs-max = the form has more than { $max } fields; send this with the API
recording-to-note = Record a note
recording-to-light = Set a traffic light
recording-to-close = Record a closing
recording-to-reopen = Record a reopening
recording-to-capacity = Change the capacity
recording-to-restrict = Record a restriction
recording-to-measure = Record a measurement
recording-to-correct = Correct
recording-to-withdraw = Withdraw
