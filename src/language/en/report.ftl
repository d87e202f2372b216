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
query-no-decision = no decision has the number { $number }; record it first, or give its id
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
