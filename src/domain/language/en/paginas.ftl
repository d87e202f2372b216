# What is on the pages, for people who look and do not query.

# On every page.
page-skip = Skip to the content
page-nav = Main pages
page-nav-rounds = Rounds
page-nav-report = Report
page-this-language = English
page-viewer = You are looking as { $name } (role { $role }).
page-read-only = These pages show what is recorded. Recording, reviewing and sealing is done by the program peildatum or the API; that is why there are no buttons here.
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
page-door-no-rounds = No round is open yet. Above is the report of any day.
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
