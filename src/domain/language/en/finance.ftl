# The amounts that stand on a day: totals, coverage, how they moved.

finance = Finance
finance-on = Reporting date
finance-year = Budget year
finance-node = Node
finance-totals = Totals
finance-totals-of = The amounts of { $year }, and all that cover or realisation joins to them.
finance-none = No amounts.
finance-of-year = Budget year { $year }
finance-without-year = Without a budget year
finance-no-programme = without a programme
finance-programme = programme { $programme }
finance-area = without a programme, policy area { $area }
finance-programme-area = programme { $programme }, policy area { $area }
finance-group = { $year }, { $place }
finance-group-joined = { $year }, { $place } (joined to { $with })
finance-coverage = Coverage
finance-covered-by = covered by
finance-realised-by = realised by
finance-open = still open
finance-open-unknown = can not be told (p.m.)
finance-course = How amounts moved
finance-step = from { $day } (position { $position })
finance-step-standing = from { $day }, { $standing } (position { $position })
finance-out-of-sight = Out of sight: { $what }
finance-other-years = { $count ->
    [one] 1 amount of another budget year, { $much }
   *[other] { $count } amounts of other budget years, together { $much }
}
finance-other-years-pm = { $count ->
    [one] 1 amount of another budget year, p.m.
   *[other] { $count } amounts of other budget years, together { $much }, of which { $open } p.m.
}
finance-some-without-year = { $count ->
    [one] 1 amount without a budget year, { $much }
   *[other] { $count } amounts without a budget year, together { $much }
}
finance-some-without-year-pm = { $count ->
    [one] 1 amount without a budget year, p.m.
   *[other] { $count } amounts without a budget year, together { $much }, of which { $open } p.m.
}
finance-none-without-year = no amounts without a budget year
