# Why there is no report, history or comparison, and warnings when something is recorded.

after-sealing-warning = { $day } was sealed already: { $sealings }. This is recorded and changes nothing of what was sealed; the report of that day shows it as recorded after the sealing.
after-sealing-by-executive = round { $round } by the executive (version { $version })
after-sealing-by-council = round { $round } by the council (version { $version })
