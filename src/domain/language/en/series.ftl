# Series over rounds: a row a subject, a column a round.

series-title = Series over rounds
series-as-reported = Each round as it reported: its newest sealing, or as known now while it is open.
series-as-known-now = Each round on its reporting date, as known now.
series-rounds = Rounds
series-round-sealed = { $day }, sealed (version { $version }, { $body })
series-round-open = { $day }, as known at position { $position }
series-none = No rows.
series-not-there = Not in this round.
series-carried-over = { $what } (carried over)
series-unchanged = { $count ->
    [one] 1 element is the same in all rounds.
   *[other] { $count } elements are the same in all rounds.
}

series-tree = Goal tree
series-tree-about = the code of each element in each round
series-lights = Traffic lights
series-lights-about = the colour in each round; in brackets: carried over, not renewed
series-notes = Notes
series-notes-about = how many each round has; in brackets: carried over, not renewed
series-cases = Cases
series-cases-about = the status in each round
series-amounts = Amounts
series-amounts-about = each amount in the rounds that show it
series-telling = Amounts told or carried over
series-telling-about = what each round says of an amount: new, changed, told again as it was, or carried over without a word
series-open = Still open
series-open-about = what of an amount is not covered or realised yet
series-facilities = Facilities
series-facilities-about = the status and the places in each round
series-indicators = Indicators
series-indicators-about = a row a period; revised: another value than in the round before
series-milestones = Milestones
series-findings-about = the findings of each round, by code
series-milestones-about = the status and the day in each round
series-places = { $status } ({ $places })
series-revised = { $value } revised
series-due = { $status }, { $day }
series-empty-how = The round does not show the subject: it was not there yet, or is not of its budget year.

series-kind-unknown = { $kind } is no kind of a series; give for example onderdeel, voorziening, stoplicht, toelichting or taakstelling
series-too-many-rounds = { $rounds } rounds are too many for series (at most { $most }); name the rounds, or give the first and the last day
series-too-many-cells = this gives more than { $most } cells; ask for fewer rounds, one element or one kind
query-series-over = series are over rounds: give rondes, or leave over out
query-rounds = "{ $text }" is no round; give ID, ID/college or ID/2, separated by commas
query-rounds-or-days = give the rounds, or the first and the last day, and not both
query-now-or-sealing = a round as known now has no sealing: leave out nu or the sealing
query-title = give a part of a title, of 1 to { $most } characters

search-round = round { $round }
search-node = element { $node }
search-position = position { $position }
search-never-sealed = never sealed
search-sealing = { $round } (version { $version }, { $body })
search-sealed-once = sealed in { $sealing }
search-sealed = sealed from { $first } to { $last }
search-no-longer-counts = counts no longer: corrected or withdrawn
search-count = { $count ->
    [0] Nothing found.
    [one] 1 event found.
   *[other] { $count } events found.
}
search-more = There may be more: go on with --before { $position }.
query-search-text = give words to search for: at least { $least } letters or digits, at most { $most } characters

# The pages /over-de-jaren and /zoeken.
page-nav-series = Over the years
page-series-title = Over the years
page-series-counts = Counts
page-series-counts-about = How much each round shows, over the subjects that are below.
page-series-counted = What is counted
page-series-with-note = subjects with a note
page-series-notes-carried = of which carried over from an earlier round
page-series-lights-carried = lights carried over from an earlier round
page-series-lead = The rounds beside each other: one row a subject, one column a round. Each cell leads to the report of that round, each title to the whole course of that subject.
page-series-known = Known up to event no. { $position }, recorded on { $recorded }.
page-series-axes = Which rounds, and what was known then
page-series-from = Reporting date from
page-series-until = Reporting date up to
page-series-view = Each round
page-series-as-reported = as it reported
page-series-as-known = as known now
page-series-title-part = Part of the title
page-series-carried = carried over
page-series-lights-about = the colour in each round; carried over: this round did not renew it
page-series-notes-about = how many each round has; carried over: this round did not renew them
page-series-amounts-about = each amount in the rounds that show it; told again: the round names it once more as it was; carried over: it does not name it
page-series-all = All subjects
page-series-empty = The log is still empty.
page-series-no-rounds = No round has a reporting date in this period.
page-series-no-rows = Nothing in these rounds fits this choice.
page-series-more = { $count ->
    [one] 1 more row is not shown: choose a plan node, a kind or a part of the title.
   *[other] { $count } more rows are not shown: choose a plan node, a kind or a part of the title.
}
page-nav-search = Search
page-search-title = Search
page-search-lead = Search the texts of all rounds. An erased text is never found.
page-search-how = All words must stand in one text; capitals and accents make no difference. Between double quotes they must stand as you write them.
page-search-words = Words
page-search-do = Search
page-search-found = Found
page-search-none-yet = It is not in the newest events; older ones have not been looked at yet.
page-search-older = Search on in older events
page-search-sealed = Sealed in
page-search-sealed-more = { $count ->
    [one] and in 1 more sealing
   *[other] and in { $count } more sealings
}
