# What is on the pages, for people who look and do not query.

# On every page.
page-skip = Skip to the content
page-nav = Main pages
page-nav-menu = Menu
page-nav-rounds = Rounds
page-nav-report = Report
page-this-language = English
page-viewer = You are looking as { $name } (role { $role }).
page-may-record = These pages show what is recorded, and under Record and Read a page something is added. Sealing is done from the page of a round.
page-read-only = These pages show what is recorded. Nothing can be added now; the page Record says why. That is why there are no buttons for it here.
page-to-rounds = To the rounds
page-axes = Reporting date and what was known then
page-known-label = As known on
page-known-now = now
page-known-sealing = { $round }, version { $version }: { $purport } by { $body }
page-show = Show
page-event-number = no. { $position }

# Which state is shown.
page-stand-now = State on { $day }, as known now; the last event is no. { $position }, recorded on { $recorded }.
page-stand-known = State on { $day }, as known on { $moment }; the last event then was no. { $position }, recorded on { $recorded }.
page-stand-position = State on { $day }, as known up to event no. { $position }, recorded on { $recorded }.
page-stand-sealed = State on { $day }, { $sealed }. The last event that counts is no. { $position }, recorded on { $recorded }.
page-lasting = Lasting address of this state
page-data = Data (JSON)

# The front door.
page-door-title = Rounds
page-door-lead = What the municipality reports on the social domain, on every reporting date, as it was known at every moment.
page-door-empty = The log is still empty.
page-door-no-rounds = No round was opened yet. Above is the report of any day.
page-door-stand = { $count ->
    [one] The log has 1 event, recorded on { $moment }.
   *[other] The log has { $count } events; the last was recorded on { $moment }.
}
page-door-date = reporting date { $day }
page-door-due = deliver before { $day }
page-door-notes-of = { $count } of { $all }
page-door-notes = outputs with a note
page-door-findings = { $count ->
    [one] finding
   *[other] findings
}
page-door-weights = { $high } high, { $medium } medium, { $low } low
page-door-unreviewed = { $count ->
    [one] subject with a draft to review
   *[other] subjects with drafts to review
}
page-door-targets = { $count ->
    [one] savings target still open
   *[other] savings targets still open
}
page-begin = How to begin
page-begin-demo = See an example first: an invented city with two years of rounds.
page-begin-extract = Make drafts of a report that was saved as text. What is assumed rather than read is marked as to review.
page-begin-import = Import the drafts. After that the round is here, with what is still to be done.

# A report.
page-report-nodes = Plan nodes
page-report-summary = Summary
page-report-then = Traffic lights go from then to now: then is round { $round }, the round before.
page-filter = Filter
page-filter-all = All
page-filter-at-risk = Orange or red
page-filter-without-note = Without a note
page-filter-changed = Changed
page-tree-outline = This tree is large. Of the other programmes it has the name and the light; a filter looks through all plan nodes.
page-filter-none = No plan node fits this choice.
page-owner = Cases of
page-owner-all = all departments
page-no-light = none
page-light-then = then
page-light-now = now
page-then-now = Then and now
page-findings-count = { $count ->
    [one] 1 finding
   *[other] { $count } findings
}
page-findings-weight = Weight { $weight } ({ $count })
page-no-outputs = On this day the goal tree has no outputs.
page-lights-caption = Outputs per programme, counted by the colour of their traffic light
page-moved = Other than in round { $round }
page-moved-none = No traffic light changed its colour.
page-at-risk = Orange and red
page-at-risk-none = Nothing is orange or red.
page-no-note = There is no note here.
page-money-caption = Summed over all plan nodes, in euros; amounts p.m. (of unknown size) are counted and are nowhere read as zero
page-no-money = This report has no amounts.
page-no-year = no year
page-not-reported-what = Nothing came for these programmes in this round. What the report shows of them is of earlier: neither kept nor dropped.
page-quiet = Not renewed
page-quiet-what = Nothing new was recorded about these in this round; what is shown was carried over.
page-quiet-since = (of { $day })
page-quiet-none = Everything that was reported earlier was renewed in this round.
page-check-what = This shows whether the state was altered: one state always gives one digest.
page-path = What this is part of
page-turn = Turn pages
page-before = Previous: { $node }
page-after = Next: { $node }
page-below = Below this
page-notes-carried = { $count ->
    [one] 1 carried over
   *[other] { $count } carried over
}
page-announced = Announced as of { $on }: { $what }
page-announced-of = Announced as of { $on }: { $subject } { $what }
page-of-later = Of later, as of { $from }: { $counts }
page-milestone = { $name }: { $status }
page-milestone-due = { $name }: { $status } as of { $due }
page-no-such-node = This plan node is not in this report, as known then. Choose one of the list of plan nodes.

# A comparison.
page-nav-compare = Compare
page-compare-title = Comparison
page-compare-from = From
page-compare-to = To
page-compare-do = Compare
page-compare-lead = Choose two rounds, sealings or days. A day may have what was known then: 2019-04-01@2019-05-28T10:00:00Z, or a position: 2019-04-01@124.
page-compare-of = From { $from } to { $to }.
page-compare-only = Only: { $what }
page-compare-suggested = To begin with
page-compare-pair = From { $from } to { $to }
page-compare-gist = What it comes down to
page-compare-worse = worse: traffic lights
page-compare-better = better: traffic lights
page-compare-added = new
page-compare-gone = gone
page-compare-silent = not renewed
page-compare-matrix = Outputs that stand on both sides, counted by their traffic light: then in rows, now in columns
page-compare-then-now = Then ↓ now →
page-compare-totals = Totals: from + corrections + new = to, in euros; what is grey stayed the same
page-compare-new-only = Only new
page-compare-correction-only = Only corrections
page-compare-view-only = Only views
page-compare-kind = Kind
page-compare-kind-all = all kinds
page-compare-is-added = added
page-compare-is-gone = gone
page-compare-is-changed = changed
page-compare-by = By event no. { $positions }

# A history.
page-history = History
page-history-lead = Everything recorded about { $subject }, and what each event changed.
page-history-stand = As known up to event no. { $position }, recorded on { $recorded }.
page-history-picture = As a picture
page-history-alt = Each event as a point: left to right the day it holds as of, upwards the day it was recorded. The table below says the same.
page-history-legend = On the diagonal, something was recorded on the day it took effect. Circle: plain. Triangle up: recorded much later. Triangle down: announced. Square: a correction. Cross: takes back or erases. Open circle: does not count any more. A dotted line joins a correction or withdrawal and what it is about. A level line is a sealing: what lies below it and left of its end stood in it.
page-history-across = holds as of
page-history-up = known since
page-history-table = The same as a table
page-history-true-from = Holds as of
page-history-how = How
page-history-events = Each event
page-history-next = Next events
page-history-changes = What changed
page-history-before = Before
page-history-after = After
page-history-erased-by = Texts erased by position { $position }
page-history-ceased = does not count any more
page-history-correction = correction
page-history-takes-back = takes back or erases
page-history-announced = announced
page-history-late = recorded much later
page-history-plain = plain

# Money.
page-nav-money = Money
page-money-title = Money
page-money-all-years = all years
page-money-targets = Savings targets and shortfalls
page-money-targets-how = The bar is as wide as the amount: full is realised, light is covered, empty is still open.
page-money-no-targets = There are no savings targets, shortfalls or covered amounts.
page-money-realised = Realised
page-money-covered = Covered
page-money-open-unknown = unknown (p.m.)
page-money-cover = What covers what
page-money-covers = covers
page-money-realises = realises
page-money-across = across budget years
page-money-totals-how = Each amount counts in exactly one row; amounts p.m. are counted and are nowhere read as zero
page-money-linked = linked only
page-money-without-year = Without a budget year
page-money-other-years = Other budget years
page-money-left-out = { $count ->
    [one] 1 amount, { $amount }, is left out of the totals because of this.
   *[other] { $count } amounts, { $amount } together, are left out of the totals because of this.
}
page-money-courses = The course of amounts

# Accessibility.
page-access-title = Accessibility
page-access-lead = These pages are made to work for everyone. They follow WCAG 2.2 at level AA, as public websites must.
page-access-how = How
page-access-keyboard = Everything works by keyboard alone; the first tab leads to the content, and focus is visible.
page-access-scripts = Everything works without scripts. What is chosen is in the address. Where a script takes part, it adds something: new events come in by themselves (and can be paused), keys turn the pages of a report (and can be switched off), answers of the API show on the page.
page-access-zoom = Pages fit a screen 320 points wide and text at 200 percent; only wide tables scroll, in a box of their own.
page-access-colour = A traffic light is always a word, a shape and a colour. A dark screen and high contrast are followed.
page-access-pictures = Beside each picture is a table that says the same.
page-access-print = On paper each page is a document on A4, without buttons.
page-access-checked = How this was checked
page-access-checked-how = Every change is checked in a browser by axe-core: each page, in both languages, light and dark, wide and narrow. No test was done yet by people who have a disability.
page-access-limits = What is not good yet
page-access-texts = Notes are shown as they were recorded; how readable they are depends on who wrote them.
page-access-tables = On a narrow screen wide tables can only be read by scrolling.
page-access-tell = Tell us
page-access-tell-how = Does something not work? Tell the municipality that runs this service.

# Events.
page-nav-events = Events
page-events-title = Events
page-events-lead = { $count ->
    [one] The log: 1 event, which never changes.
   *[other] The log, newest first: { $count } events, none of which ever changes.
}
page-events-none = No event fits this choice.
page-events-older = Older events
page-events-all-types = all types
page-events-from = Recorded as of
page-events-until = Recorded up to and including
page-events-late = Days later than it held
page-events-who = By
page-event-title = Event { $position }: { $kind }
page-event-lead = About { $subject }, holds as of { $day }; recorded on { $moment } by { $actor }.
page-event-no-fields = This event has no data of its own.
page-event-about = Why, and what it was taken out of
page-event-logged = In this log since
page-event-before = Previous: no. { $position }
page-event-after = Next: no. { $position }
page-event-proof = Proof
page-event-proof-how = Anyone can check by this that the event is in the log as shown, without trusting this service: the leaf is made of position, times and commitment, the hashes lead to the root, and the root is in the signed checkpoint.
page-event-commitment = Commitment
page-event-hashes = { $count ->
    [one] 1 hash
   *[other] { $count } hashes
}
page-event-checkpoint = Checkpoint
page-event-proof-file = The proof as a file

# What was reported when.
page-nav-sealings = Verification
page-sealings-title = Verification
page-sealings-lead = What was reported when, by whom, and how it can be checked.
page-sealings-what = Sealings
page-sealings-none = Nothing was sealed yet.
page-sealings-recorded = Recorded on
page-sealings-files = Files
page-sealings-bundle = Bundle of the auditor
page-sealings-half-page = Half page of the council paper
page-sealings-check = The log now
page-sealings-how = Compare the checkpoint to what was printed earlier: root and key must be equal or build upon each other.
page-sealings-key = Public key

page-indicator-alt = The value per period as a line, beside the target. The table below says the same.
page-indicator-legend = Full circle: final. Open circle: provisional or unknown. Dash: the target of that year.
