# Reports and histories as text and as workbook.

known-at = As known at
known-at-asked = { $asked }; last event until then: position { $position } of { $recorded }
known-until = Known up to
known-until-event = position { $position } of { $recorded }

report-unreadable = what came back is no report: { $why }

query-empty = the log is empty; record something first with record, or read events in with import
query-no-position = position { $position } does not exist; the log has 1 to { $head }
query-before-first = at { $moment } nothing was known yet; the first event was recorded at { $first }
query-before-first-day = on { $on } nothing held yet of what is known then; the first fact holds from { $first }, ask for that day or a later one
query-round-before-first-day = round { $round } has reporting date { $on }, on which nothing held yet of what is known; the first fact holds from { $first }: change its date
query-in-future = { $moment } lies after now ({ $now }); leave the moment out (--known-at, or what stands behind @) for what is known now
query-bad-round = a round has an id such as 2021-vr2
query-no-round = round { $round } was not opened in this log, or not by that position; `peildatum rounds` lists those there are
query-no-node = node { $code } does not stand on that day, as known then; leave out --node for all
query-no-subject = nothing was recorded about { $subject }; the report shows the subjects there are
query-no-sealing = round { $round } has no sealing { $which }; `peildatum rounds { $round }` shows those there are
query-no-decision = no decision has the number { $number }; record it first (`record besluit.genomen`), or give its id
query-several-decisions = more than one decision has the number { $number }; give the id of the one meant
query-unknown-shape = this was sealed as a report of version { $version }, which this version of peildatum can not build; use a newer one
query-overflow = a total is larger than 2^53 - 1 eurocents, which JSON can not carry
query-unreadable = position { $position } can not be read; verify says what holds
query-which = { $text }: after the stroke comes a body (college, raad) or a version from 1, such as { $id }/college
findings-known-and-sealing = a sealing fixes what was known; leave out --now, --known-at and --position, or the part after the /

file-not-ours = { $file } belongs to somebody else and would become this user's when replaced; give another name, or remove it first
backup-is-two-files = a back-up is two files, and there is no place beside { $file }; give the name of a plain file
file-exists = { $file } is there already; give another name
system-too-large = it grows larger than a file may be here

report-title = Report
report-round = Round
report-date = Reporting date
report-year = Budget year
report-node = Node
report-sealed = Sealed
report-sealed-version = version { $version }: { $told }
report-money = Money
report-programme-not-reported = Not reported in this round: what stands here is of earlier.
report-without-node = without a node
report-of-year = budget year { $year }
report-without-year = without a budget year
report-decisions = Decisions
report-check = Check
report-digest = Digest
report-root = Root
report-verdict = Verdict
report-erased = Erased
report-erased-by = the text of position { $position }, by position { $by } ({ $why })
report-erased-position = the text of position { $position }
amount-pm = p.m.
amounts-pm = { $count ->
    [one] p.m.
   *[other] { $count } × p.m.
}
title-erased = (title erased)
text-erased = (text erased)
erased = (erased)
decision-concerns = Concerns: { $what }
decision-reservation-met = Reservation: { $what } (fulfilled by { $by })
decision-reservation-open = Reservation: { $what } (not yet fulfilled)
report-verdict-differs = DIFFERS: this is not what was sealed; have the log recomputed (verify)
report-verdict-holds = holds
report-verdict-holds-but-erased = holds but for erased texts
mark-older = older than round { $round }
mark-other-year = of { $year }
mark-carried-over = carried over
mark-dropped = dropped
mark-of-dropped-node = recorded under { $code }, which was dropped
mark-after-sealing = recorded after the sealing of { $rounds }
aspect-time = time
aspect-money = money
aspect-quality = quality


# The sheets of a workbook.
sheet-opening = Overview
sheet-nodes = Nodes
sheet-notes = Notes
sheet-cases = Cases
sheet-facilities = Facilities
sheet-adjustments = Adjustments
sheet-finance = Money
sheet-indicators = Indicators
sheet-milestones = Milestones
sheet-announced = Announced
sheet-decisions = Decisions
sheet-account = Account
workbook-yes = yes
workbook-no = no
workbook-page = page { $page } of { $of }
workbook-quarter-from = quarter from
workbook-by = by
workbook-cut-name = Cut
workbook-cut-mark = [cut; see the last sheet]
workbook-cut-at = sheet { $sheet }, row { $row }, column { $column }: { $units } characters
workbook-cut-more = and { $count } more cells
workbook-cut = { $cut }; a cell has room for { $most } characters; the whole text is in the CSV and the JSON

# The first sheet.
opening-scope = What is in it
opening-everything = all programmes
opening-node = node { $code } with what is below it
opening-counts = What there is
opening-nothing = There is nothing in this report.
opening-counted = In this report are { $counts }.
count-outputs = { $count ->
    [one] 1 output
   *[other] { $count } outputs
}
count-cases = { $count ->
    [one] 1 case
   *[other] { $count } cases
}
count-facilities = { $count ->
    [one] 1 facility
   *[other] { $count } facilities
}
count-adjustments = { $count ->
    [one] 1 adjustment
   *[other] { $count } adjustments
}
count-indicators = { $count ->
    [one] 1 indicator
   *[other] { $count } indicators
}
count-milestones = { $count ->
    [one] 1 milestone
   *[other] { $count } milestones
}
count-decisions = { $count ->
    [one] 1 decision
   *[other] { $count } decisions
}
count-notes = { $count ->
    [one] 1 note
   *[other] { $count } notes
}
count-carried-over = { $count ->
    [one] of which 1 carried over from an earlier round
   *[other] of which { $count } carried over from an earlier round
}
opening-programmes = By programme
level-programme = Programme
opening-open-cases = Open cases
opening-total = Together
opening-attention = To look at
opening-carried-over = , carried over from an earlier round
opening-silent = Without a note
opening-silent-outputs = { $count ->
    [one] 1 output: { $codes }
   *[other] { $count } outputs: { $codes }
}
opening-unreviewed = To be reviewed
opening-unreviewed-count = { $count ->
    [one] 1 fact, in the column Look at
   *[other] { $count } facts, in the column Look at
}
opening-open = Still open
opening-open-amounts = { $count ->
    [one] 1 amount of which { $amount } is still open
   *[other] { $count } amounts of which together { $amount } is still open
}
opening-closed = Closed
opening-closed-since = { $name }, since { $since }
opening-announced-count = { $count ->
    [one] 1 change that takes effect later
   *[other] { $count } changes that take effect later
}
opening-erased-count = { $count ->
    [one] the text of 1 event was erased
   *[other] the texts of { $count } events were erased
}
opening-money = Money
opening-money-how = Added up over all nodes of this report, in euros; amounts p.m. are counted and nowhere taken as zero. The sheet Money has it by node.

# What stands in the tree.
thing-light = Traffic light
thing-light-beside = Traffic light beside it
thing-note = Note{ $of }{ $carried }
thing-carried-over = {" "}[carried over]
thing-of-round = round { $round }
thing-case = Case { $name } ({ $facts }){ $marks }
thing-reference = Reference: { $what }
thing-since = { $status } since { $since }
thing-status = { $status }
thing-word = { $word }
thing-places = { $count ->
    [one] 1 place
   *[other] { $count } places
}
thing-temporary = temporary
thing-facility = Facility { $name }: { $status }{ $facts }{ $marks }
thing-announced = → Announced on { $on }: { $what }{ $marks }
thing-announced-of = → Announced on { $on }: { $what }: { $subjects }{ $marks }
thing-of-later = → Of later, since { $from }: { $counts }
thing-adjustment = Adjustment { $name }{ $marks }
thing-still-open = still open { $amount }
thing-covered-by = covered by { $ids }
thing-realised-by = realised by { $ids }
thing-covers = covers { $id }
thing-realises = realises { $id }
thing-by-decision = decision { $id }
thing-indicator = Indicator { $name }: { $facts }{ $marks }
thing-norm = norm { $word }
thing-of-period = over { $period }
thing-of-status = status { $word }
thing-target = target { $target }
thing-not-measured = not measured yet
thing-milestone = Milestone { $name }: { $status }{ $marks }
thing-milestone-due = Milestone { $name }: { $status }, due { $due }{ $marks }

# Histories.
history = History
history-subject = Subject
history-event = { $event }, effective { $day }
history-ceased = {" "}[no longer counts]
history-recorded = Recorded at { $moment } by { $actor }
history-why = Why: { $why }
history-reason = Reason: { $why }
history-ground = Legal ground: { $why }
history-decision = Decision: { $why }
history-unchanged = Changes nothing of the state on that day.
history-corrects = Corrects position { $position }
history-withdraws = Withdraws position { $position }
history-erases = Erases position { $position }
history-since = { $why } by position { $position }
history-since-at = { $why } by position { $position }, recorded at { $moment }
history-erased-by = Texts erased by position { $position } ({ $why })
history-line = line { $from }
history-lines = lines { $from } to { $to }
history-source = Source: { $parts }
history-unreviewed = To be reviewed
history-unreviewed-assumed = To be reviewed; not in the source but assumed: { $fields }
history-sealing = round { $round } (version { $version }, { $body })
history-sealing-on = round { $round } (version { $version }, { $body }, { $day })
history-stood-in = Stood in: { $sealings }
history-announced-in = Only announced in: { $sealings }
history-first-told = First told to the council: { $sealing }
history-none = (none)

# Findings as text.
findings-title = Findings
findings-since = since round { $round }
findings-adopted = { $count ->
    [one] A draft that nobody reviewed was adopted with the report by the council, and counts as settled.
   *[other] { $count } drafts that nobody reviewed were adopted with the report by the council, and count as settled.
}
findings-none = No findings.
findings-round = Round
findings-round-sealed = { $round }, sealing { $version }
findings-window = Period
findings-window-days = { $from } through { $until }
findings-window-after = { $from } through { $until }, after round { $round }
findings-kind = { $kind } ({ $severity }, { $count })
findings-position = { $subject }, position { $position }
findings-positions = { $subject }, positions { $positions }

# The last sheet.
account-by-date = Report for a date
account-kind = Kind of round
account-skeleton = Digest of the skeleton
account-root = Root of the log
account-sealing = Sealing: { $field }
account-erased = Erased positions
account-amounts = Amounts
account-amounts-how = in euros; an amount p.m. is nowhere taken as zero
account-empty = Empty
account-empty-how = never filled in, or erased; a column with nothing in it is left out
account-position = Known up to position
account-recorded = Recorded at, in UTC
account-only-node = Only node
report-not-sealed-round = not yet: this is the state of a round that is not sealed
report-not-sealed-day = no: this is the state on a day, and not a sealed report
workbook-sheets = The sheets
workbook-sheet = { $count ->
    [one] 1 row: { $about }
   *[other] { $count } rows: { $about }
}
workbook-sheets-more = A sheet without rows and a column without values are left out. All fields are in the CSV and the JSON.
sheet-nodes-about = programmes, goals and outputs, each with its traffic light
sheet-notes-about = what was written about them, with cause, consequence and steering
sheet-cases-about = matters that are followed from round to round
sheet-facilities-about = what is open and what is closed, with its places
sheet-adjustments-about = amounts in euros, with what is still open of them
sheet-finance-about = amounts added up by element and budget year
sheet-indicators-about = measured values beside their targets
sheet-milestones-about = what is to be ready when
sheet-lights-about = the light of each plan node that has one
sheet-announced-about = what was recorded and takes effect later
sheet-decisions-about = decisions of the executive and the council
sheet-account-about = what this is of exactly: the data by which it can be checked
sheet-things = Differences
sheet-things-about = what differs, a row an element, note or amount
sheet-totals-about = totals of both sides, with what moved them
sheet-totals-by-node = Totals by element
sheet-totals-by-node-about = the same totals by element
sheet-not-renewed-about = what still stands as it stood
sheet-fields = Differences by field
sheet-fields-about = the same differences, a row a field
opening-lead-report = This workbook says how things stand on { $day }, for whoever reads the report or calculates with it. This sheet says it in words and sums; the sheets behind it give it one by one.
opening-lead-comparison = This workbook puts two reports side by side, for whoever wants to know what changed and why. This sheet says what it comes down to; the sheets behind it give it one by one.
opening-in-short = What it comes down to
opening-total-of = Total of
account-only-kinds = Only kinds
account-only-nature = Only nature
account-only-amounts = Only amounts that differ from
account-count-correction = Number of corrections
account-count-view = Number of views
account-count-new = Number of new
account-correction = { $what }; what came in late is no error
account-totals-how = from + correction + new = to; amounts in euros, those p.m. are counted and not added up
account-totals-of = Totals of
account-words = Words
account-words-how = [-what went-] and {"{"}+what came+{"}"}
findings-title-of = Findings on round { $round }
findings-of-version = yes: these are the findings on sealing { $version }
findings-of-no-version = no: these are the findings as it was known then
sheet-findings-about = what a controller should look at, the gravest first
opening-lead-findings = This workbook says what a controller should look at before the report goes out. A finding is no error: it is something to look into.
opening-lead-finance = This workbook adds up the amounts that stand on { $day }, for whoever follows the money. This sheet gives the sums; the sheets behind it give each amount, with what covers what.
opening-finance-how = Added up over all programmes below, in euros; amounts p.m. are counted and are nowhere read as zero.
opening-open-unknown = { $count ->
    [one] of 1 amount it can not be told what is open, since one side is p.m.
   *[other] of { $count } amounts it can not be told what is open, since one side is p.m.
}
opening-out-of-sight = Out of sight
finance-role-amount = amount
sheet-finance-totals-about = added up by budget year, programme and policy area
sheet-coverage-about = amounts that are covered or realised, with what does so below them
sheet-course-about = how amounts that moved came to be what they are
rounds-title = Rounds
rounds-how-far = How far they are
round-status-open = { $status }; reporting date { $day }
round-status-sealed = { $status }; reporting date { $day }; { $sealed }
opening-lead-rounds = This workbook says how far each round is, and what of it was sealed and published.
sheet-completeness = Programmes
sheet-completeness-about = how complete the round is, by programme
sheet-rounds-about = each round with its reporting date and status
sheet-sealings = Sealings
sheet-sealings-about = what was sealed by whom, with its digest
sheet-publications = Publications
sheet-publications-about = what was published where
account-digests = Digest
account-digests-how = by this a sealed report can be known
opening-missing = Missing
