# Recomputing and proving: verify in both programs, replay, the bundle.

## Names of events

event-name = { $position }, { $what }
event-node-recorded = entry of node { $id } of { $day }
event-node-changed = change of node { $id } of { $day }
event-node-dropped = end of node { $id } of { $day }
event-case-opened = opening of case { $id } of { $day }
event-case-changed = change of case { $id } of { $day }
event-case-closed = closing of case { $id } of { $day }
event-case-reopened = reopening of case { $id } of { $day }
event-note-recorded = note on { $id } of { $day }
event-light-set = traffic light of { $id } of { $day }
event-milestone-planned = planning of milestone { $id } of { $day }
event-milestone-moved = move of milestone { $id } of { $day }
event-milestone-met = milestone { $id } reached, of { $day }
event-milestone-dropped = end of milestone { $id } of { $day }
event-adjustment-recorded = adjustment { $id } of { $day }
event-adjustment-changed = change of adjustment { $id } of { $day }
event-adjustment-told-again = adjustment { $id } told again of { $day }
event-adjustment-dropped = end of adjustment { $id } of { $day }
event-facility-opened = opening of facility { $id } of { $day }
event-facility-capacity-changed = other capacity of facility { $id } of { $day }
event-facility-restricted = restriction of facility { $id } of { $day }
event-facility-closed = closing of facility { $id } of { $day }
event-facility-reopened = reopening of facility { $id } of { $day }
event-indicator-recorded = entry of indicator { $id } of { $day }
event-indicator-measured = measurement of indicator { $id } of { $day }
event-decision-taken = decision { $id } of { $day }
event-decision-changed = change of decision { $id } of { $day }
event-round-opened = opening of round { $id } of { $day }
event-round-changed = change of round { $id } of { $day }
event-round-reopened = reopening of round { $id } of { $day }
event-round-sealed = sealing of round { $id } of { $day }
event-round-published = publication of round { $id } of { $day }
event-event-withdrawn = withdrawal of event { $id } of { $day }
event-event-erased = erasure of event { $id } of { $day }

positions-two = { $from } and { $to }
positions-several = { $from } to { $to }

## What does not hold

fault-text-altered = its text was altered
fault-text-shut = its text does not open under its key
fault-text-gone = its text is gone, and no event says that it was erased
fault-text-there = event { $by } says that its text was erased, and it is there
fault-text-there-still = its text was erased, and it is there
fault-core-altered = its data were altered (day, code, amount or reference)
fault-shape = its data have a shape that this type does not have
fault-unreadable = can not be read
fault-no-record = line { $line } is no event: { $why }
fault-out-of-order = stands out of its order, on line { $line }
fault-twice = stands twice, on line { $first } and on line { $line }
fault-says-position = says itself that its position is { $position }
fault-not-signed = is another event than the one that was signed here
fault-earlier = was recorded before the event that precedes it
fault-version = says that it is version { $found } of its subject, and counts as version { $wanted }
fault-gap = does not follow: position { $wanted } belongs here
fault-second-id = has the id of an earlier event
fault-bad-subject = has a subject that does not exist
fault-no-such-event = points at an event that does not come before it
fault-other-subject = corrects an event of another subject or type
fault-unknown-field = has a field that this version does not know
fault-full = does not fit: the log is full
fault-shared-key = its text was sealed under the key of event { $with }
fault-missing = missing
fault-touches = { $count ->
    [one] touches 1 sealing
   *[other] touches { $count } sealings
}
fault-not-reached = { $count ->
    [one] 1 sealing can not be checked because of it
   *[other] { $count } sealings can not be checked because of it
}
fault-no-root = the root of the checkpoint can not be recomputed because of it
fault-other-root = an event up to position { $position } is another than when the sealing was made
fault-stored-tree = the stored tree has another root than the events give
fault-head-note = the note on the end of the log can not be read

## Sealings

sealing-position = names position { $position }, which does not lie before the sealing itself
sealing-root = the log had another root at that position
sealing-version = calls itself version { $said } and is number { $is } of its round
sealing-reporting-date = the reporting date of the round is not { $day }
sealing-not-built = the report can not be built: { $why }
sealing-skeleton = the report without its texts is another one
sealing-report = the report is another one
sealing-unknown-shape = the report has shape { $version }, which this program does not know: take a newer version
sealing-unreadable = event { $position } can not be read

## The last line

conclusion-holds = everything holds
conclusion-holds-as-far = what could be checked holds; not checked: { $unchecked }
conclusion-does-not-hold = { $count ->
    [one] DOES NOT HOLD: 1 finding
   *[other] DOES NOT HOLD: { $count } findings
}
conclusion-does-not-hold-as-far = { $count ->
    [one] DOES NOT HOLD: 1 finding; not checked: { $unchecked }
   *[other] DOES NOT HOLD: { $count } findings; not checked: { $unchecked }
}
unchecked-signature = signature
unchecked-completeness = completeness
unchecked-key-origin = origin of the key
unchecked-beyond = events after the checkpoint ({ $positions })

## replay

verify-counted = { $count ->
    [one] 1 event
   *[other] { $count } events
}: { $recorded } as recorded, { $erased } erased, { $differing } differing
verify-erased = { $name }: erased by event { $by }, decision { $decision }, { $ground }
verify-sealings = sealings: { $count }
verify-no-sealings = no sealings
verify-sealing = { $round }/{ $version }  { $body }  reporting date { $on }  position { $position }  { $verdict }
verify-erased-of-sealing = erased: position { $position }, { $ground }, { $decision }
replay-not-checked = sealing { $version } of round { $round } can not be checked: { $why }
verdict-holds = holds
verdict-holds-but-erased = holds but for erasure
verdict-differs = DIFFERS
verdict-not-checked = CAN NOT BE CHECKED
verify-root = root { $root }
verify-checkpoint = { $count ->
    [one] checkpoint of { $origin } over 1 event
   *[other] checkpoint of { $origin } over { $count } events
}: { $root }; { $signature }
checkpoint-root-holds = the root holds
checkpoint-root-differs = the export does NOT hold with it
signature-holds = the signature holds
signature-not-checked = the signature was NOT checked: give with --key the key that you kept apart from this file
signature-not-there = there is no signature with it
signature-wrong = the signature does NOT hold
verify-beyond-checkpoint = positions { $positions } lie beyond the checkpoint
verify-no-checkpoint = no checkpoint given: whether this is the log that was signed was NOT checked (--checkpoint, --key)
verify-tiles = { $count ->
    [one] 1 tile looked at
   *[other] { $count } tiles looked at
}
verify-fault = DIFFERS: { $what }

fault-signature = the signature of the checkpoint does not hold: { $why }
fault-root = the root over the first { $size } events is { $found }, and { $signed } was signed: one of them is another event
fault-short = the checkpoint is over { $size } events
tiles-too-short = the tiles reach to { $reach }, the checkpoint to { $size }; give tiles of the same or a later size
tiles-other-root = neither the export nor the tiles give the root that was signed
tile-missing = tile { $tile } is not there, or can not be read
tile-short = tile { $tile } does not hold { $count } of what its name says
tile-event = tile { $tile }: event { $position } is not the one that was signed
tile-hash = tile { $tile }: hash { $at } is not the one that was signed

replay-before-first = nothing was known at { $asked }: the first event was recorded at { $first }; ask for that moment or a later one
replay-before-first-day = on { $on } nothing held yet of what is known then: the first fact holds from { $first }; ask for that day or a later one
replay-no-sealing = { $why }; `replay rounds` names every sealing of the export
replay-round = --round { $round }: give the id of a round, and after a stroke a body (college, raad) or a version from 1
replay-history = { $why }; give a subject as kind/id, such as voorziening/gebouw-c
replay-subject = { $subject } is no subject: give kind/id, such as voorziening/gebouw-c
replay-does-not-hold = { $file }: { $count } of { $of } events { $count ->
    [one] does
   *[other] do
} not hold; the first: { $first }
standard-input = standard input
export-empty = there is no event in it; give what `peildatum export` wrote
line-too-long = the line is longer than { $max } bytes, and no event is
line-no-text = this is not UTF-8; give what `peildatum export` wrote
key-without-checkpoint = --key has nothing to check without --checkpoint FILE
key-neither = --key is neither a file nor a verifier key: { $why }
key-signs = this is the key that the log signs with, which stays with the log; give the verifier key

## Keys and checkpoints

note-name = a key name is not empty and has no blanks, no plus sign and no control characters
note-verifier-key = this is no verifier key: it has the form name+8 hexadecimal digits+base64
note-signing-key = this is no signing key: it has the form PRIVATE+KEY+name+8 hexadecimal digits+base64
note-kind = this is a key of another kind than Ed25519
note-key-id = the key does not fit its own id: one of its characters is wrong
note-form = this is no signed note: it has a text, an empty line, and lines that begin with a dash
note-unsigned = it is not signed by the key that was given
note-signature = its signature does not fit its text: one of the two was altered
checkpoint-form = this is no checkpoint: its lines are an origin, a size and a root in base64
checkpoint-origin = it speaks of another log than the key that was given

## peildatum verify

verify-counted-folder = { $count ->
    [one] 1 event
   *[other] { $count } events
}, { $erased } erased

## The help of replay

help-replay = Rebuilds reports from an export of Peildatum, and checks that it holds
help-replay-more =
    It needs no service, data folder or network: all follows from the file and what is laid beside it.
help-replay-after = Exit codes: 0 done; 1 the answer is no; 2 wrong use, or a file that can not be read.
help-replay-report = The report of a day or a round, as the service gives it
help-replay-report-export = The export; - is standard input
help-replay-report-on = The reporting date: the day the report is true for
help-replay-report-round = Instead of a day a round: its newest sealing; ID/college, ID/raad or ID/2 for one sealing
help-replay-report-canonical = Only the bytes that the digest is over: for sha256sum
help-replay-report-node = One element of the goal tree, with what is below it
help-replay-report-fiscal-year = The budget year (default: that of the round, or the year of the reporting date)
help-replay-steps = The whole state of a subject, before and after each of its events
help-replay-steps-export = The export; - is standard input
help-replay-steps-subject = What to show, such as voorziening/gebouw-c
help-replay-rounds = Recomputes every sealing: the report, its digests and the root of the log
help-replay-rounds-export = The export; - is standard input
help-replay-verify = Says of an export what of it holds: each event and each sealing
help-replay-verify-more =
    With a checkpoint also whether this is the log that was signed. Without one nobody is held to anything: whoever wrote the
    export may have written all of it. The last line says what was not checked. Exit code 1: something does not hold.
help-replay-verify-export = The export; - is standard input
help-replay-verify-checkpoint = A checkpoint of the log: the export must hold the events it was signed over
help-replay-verify-key = The verifier key of the log, or a file that holds it, as it was kept apart from the log
help-replay-verify-tiles = The folder that `peildatum export --tiles` wrote: tells which event is not the one that was signed

## Keys and checkpoints in a text

key-none = there is no verifier key in it
key-several = there are { $count } different keys in it; give one, as text or in a file of its own
checkpoint-none = there is no checkpoint in it: that is a name, a number, a root in base64 and a signature
not-text-paper = this is no text; save it as plain text, or give the key itself
too-long-paper = this is longer than { $max } bytes; give only the page it stands on
fault-other-checkpoint = the checkpoint over { $size } events ({ $origin }) does not fit this log
verify-other-checkpoint = { $count ->
    [one] checkpoint of { $origin } over 1 event
   *[other] checkpoint of { $origin } over { $count } events
}, of the same file: { $root }; { $signature }
unchecked-rendered = texts and workbook (made by another version)

## The bundle

bundle-counted = bundle of { $files } files, of which { $proofs } proofs
bundle-sealing = round { $round }, sealing { $version } by { $body }
bundle-digest = digest { $digest }: compare it with the one in the council paper
bundle-own-key = the key comes out of the bundle itself and so proves nothing: give with --key the one of the council paper, the registry or the auditor
bundle-no-archive = this is no whole zip file; fetch it again
bundle-too-many-files = this zip file holds more than { $max } files
bundle-double-names = a name stands in it twice, so that two readers may see different things; nothing of it was looked at
bundle-overlap = files lie over one another in it, so that it seems larger than it is; nothing of it was looked at
bundle-not-unpacked = can not be unpacked: it was altered or damaged
bundle-bomb = unpacks to more than { $max } bytes, and no file of a bundle is that large
bundle-strange-file = does not belong in a bundle
bundle-file-missing = is missing
bundle-other-hash = is another file than SHA256SUMS says
bundle-no-hash = is not in SHA256SUMS
bundle-sums-form = has a line that is no hash and name, or a name twice
bundle-does-not-follow = is not what follows from the log
bundle-not-sealed = does not give the { $key } that was sealed
bundle-no-sealing = names no round and version
bundle-unknown-sealing = is about a sealing that the log does not have
bundle-no-checkpoint = is no signed checkpoint
bundle-other-key = is another key than the one that was given
bundle-proof-wrong = does not prove that this event is in the signed log
bundle-no-tiles = --tiles belongs to an export; a bundle has proofs instead of tiles
bundle-no-lines = more than { $max } lines are no event; the rest was not looked at

## Making a bundle

bundle-is-a-file = a bundle is a file; give its name by -o FILE.zip
bundle-not-whole = what came is no whole bundle; ask again
bundle-made = { $count } files in { $file }; it holds every text of the log: keep it as safe
bundle-made-differing = warning: DIFFERS: the log does not give what was sealed; { $file } in the bundle says what differs
bundle-next = whoever gets it checks it by: replay verify { $file } --key KEY, under the key of the council paper
bundle-not-sealed-round = round { $round } is not sealed, and a bundle belongs to a sealing; seal it first (`peildatum seal { $round }`)
bundle-differs = sealing { $version } of round { $round } DIFFERS: the log no longer gives what was sealed ({ $why }); have the log recomputed (verify), or ask for the bundle all the same (--accept-differing)
bundle-texts-missing = { $count ->
    [one] 1 text
   *[other] { $count } texts
} of sealing { $version } of round { $round } { $count ->
    [one] is
   *[other] are
} missing, since this log was restored without its secrets: a bundle of it proves nothing
bundle-erased-meanwhile = a text of { $what } was erased meanwhile; make the bundle again
position-named = position { $position }
verdict-texts-missing = CAN NOT BE CHECKED (texts are missing)

## Lines of an export

record-line = line { $line }: { $what }
record-not-json = this is no JSON: it goes wrong at character { $at }
record-no-object = this is no event, but something else in JSON
record-field-missing = the field { $field } is missing
record-field-unknown = the field { $field } is unknown
record-field-value = the field { $field } has a value that can not stand there
record-written-otherwise = { $key } is not written as an export writes it
record-type = { $kind } is no type of event
record-schema-version = this program does not know schemaVersie { $version } of { $kind }; take a newer version
record-subject-kind = { $kind } is not about a { $subject }
record-from-one = positie and onderwerpVersie count from 1
record-salt = zoutTekst is absent when and only when the text is gone
record-gone-twice = gewist and geheimOntbreekt do not go together
record-actor = { $actor } is no actor
record-erased-fields = the fields that are gone are in order, each once, and not in the data as well

## Rounds

rounds-none = No round has been opened yet.
rounds-round = Round
rounds-reporting-date = Reporting date
rounds-due = Due before
rounds-programmes = Programmes
rounds-completeness = By programme:
programme-reported = reported, { $noted } of { $outputs } { $outputs ->
    [one] output
   *[other] outputs
} with a note of this round
programme-expected = is part of this round, but nothing came for it
programme-not-reported = not reported
programme-nothing-yet = nothing recorded yet
rounds-status = Status
rounds-version = Version { $version }
rounds-equal = {"; "}equal to version { $version }
rounds-published = Published
rounds-published-at = version { $version } on { $moment }
sealing-by = { $purport } by { $body }
sealing-on = {" "}on { $day }
sealing-decision = , decision { $decision }
sealing-because = , because: { $reason }
sealing-at = {" "}(position { $position })

## replay steps

steps-subject = Subject { $subject }
steps-known = Known up to position { $position } of { $moment }
steps-legend = = stayed  ~ changed  + came  - went
steps-recorded = Recorded on { $moment } by { $who }
steps-corrects = Corrects position { $position }
steps-withdraws = Withdraws position { $position }
steps-erases = Erases position { $position }
steps-not-counting = Counts no more: { $reason } by position { $position }
steps-erased-by = Texts erased by position { $position }
steps-nothing = Before and after: nothing
help-replay-report-format = How the report is written

in-file = { $file }: { $what }
export-no-event = not one line is an event; give what `peildatum export` wrote
verify-sealings-beyond = sealings: { $count }, of which { $beyond } can not be checked
