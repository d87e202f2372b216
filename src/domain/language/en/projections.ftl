# Why there is no report, history or comparison, and warnings when something is recorded.

after-sealing-warning = { $day } was sealed already: { $sealings }. This is recorded and changes nothing of what was sealed; the report of that day shows it as recorded after the sealing.
after-sealing-by-executive = round { $round } by the executive (version { $version })
after-sealing-by-council = round { $round } by the council (version { $version })

report-no-position = position { $position } is not in the log; it has 1 to { $head }
report-no-node = node { $code } does not stand on that day, as known at that position
report-no-round = round { $round } was not opened at that position
report-no-sealing = round { $round } has no sealing { $which }
report-overflow = a total is larger than 2^53 - 1 eurocents, which JSON does not carry
report-unknown-shape = a report of version { $version } can not be built by this version; use a newer one
report-unreadable-record = the event at position { $position } can not be read
history-no-subject = nothing was recorded about { $subject } by then
