# What `peildatum record` says: its help, what is wrong with FIELD=VALUE, and what was recorded or would be.

help-record = Records one event, of any type
help-record-more = `record TYPE --help` shows the fields of a type, with an example. With --dry-run the event is judged, and what the report would say is shown.
help-record-subject = What it is about, such as voorziening/gebouw-c; the kind may be left out where the type knows only one
help-record-fields = The fields of the event; see below
help-record-on = The day it holds from, such as 2019-04-01 (for a round or a withdrawal today by default)
help-record-corrects = Corrects this event and takes its place: its id, or its position in the log
help-record-why = Why this is recorded; a correction should say so
help-record-precision = How exactly the day is known
help-record-id = An id of your own (UUID): recording the same twice records it once
help-record-if-match = Only while the subject still has this version
help-record-json = Prints the result as JSON
help-value-type = TYPE
help-value-field-value = FIELD=VALUE
help-value-precision = PRECISION
help-value-uuid = UUID
help-value-version = VERSION
help-value-shell = SHELL

record-types = Types
record-after-types = Each type may have nl.peildatum. before it. Example:
    {"  "}peildatum record voorziening.gesloten gebouw-c --on 2026-01-01 reden=Brand --data DIR
record-fields = Fields (* is required):
record-values = A value is read as its field asks: `field=null` clears, `field=a,b` is a list, `field.part=...` a part of it, `field=[...]` whole JSON, `field=@file` what a file holds and `field=-` what comes on stdin. A text that begins with @ gets another @ before it. What ends in InCenten also goes without that, in euros: `bedrag=1.234,56`.
record-example = Example:

record-holds-text = text of at most { $most } characters
record-holds-word = one of { $words }
record-holds-one = { $word } alone
record-holds-whole = whole number from { $least } to { $most }
record-holds-flag = true or false
record-holds-list = list, commas between, of: { $of }
record-holds-parts = has parts
record-holds-provenance = with parts such as { $parts }
record-holds-parts-list = list; each member has parts
record-holds-keyed = by year, such as .2026=, { $of }

record-no-equals = "{ $given }" is no FIELD=VALUE, such as { $field }=...; put a value that has blanks between quotes
record-bad-place = in { $field } a place in the list, 0 for the first, belongs between [ and ]
record-unknown-field = { $field } is no field here; did you mean { $near }?
record-no-such-field = { $field } is no field here; known are { $known }
record-is-option = { $field } is given by { $option }
record-twice = { $field } stands twice
record-not-cleared = { $field } can not be cleared
record-place-skipped = { $field } skips a place in the list; the next is [{ $next }]
record-list-needs-place = { $field } is a list; name the place, as in { $field }[0].{ $part }=...
record-has-parts = { $field } has parts: { $parts }
record-no-parts = { $field } has no parts
record-bad-json = { $field } is no JSON: it goes wrong at character { $column }, { $why }
record-no-euros = { $field }={ $value } is no amount in euros such as 1.234,56; whole cents go by { $field }InCenten=
record-file-unreadable = { $field }: { $file } can not be read: { $why }
record-too-large = { $field }: { $file } is too large; a text is at most 1 MiB
record-no-text = { $field }: { $file } is no readable text (UTF-8)
record-stdin-twice = { $field } and { $other } both want to read what comes on stdin; only one can

record-field-wrong = { $field }: { $why }
record-refused = { $wrong }; peildatum record { $kind } --help shows the fields
record-unknown-type = "{ $name }" is no type of event; peildatum record --help lists them
record-unknown-type-near = "{ $name }" is no type of event; did you mean { $near }?
record-use-seal = a round is sealed by peildatum seal { $round } --body { $body } --purport { $purport }, which computes the report
record-erases = The texts of event { $event } are destroyed for good, at every day and position; they do not come back.
record-no-day = { $kind } needs --on DATE: the day it holds from
record-no-position = there is no event at position { $position }; history and reports name positions

recorded-event = { $kind } about { $subject }, effective { $day }
recorded-new = Recorded at position { $position }: { $event }
recorded-known = Was there already at position { $position }: { $event }; nothing was added
recorded-version = The subject now has version { $version }.
recorded-nothing = Changes nothing of how things stand on that day.
recorded-warning = Note: { $field }: { $what }
preview-new = Dry run, nothing was recorded. This can be recorded, now at position { $position }: { $event }
preview-known = Dry run, nothing was recorded. This is there already at position { $position }: { $event }
preview-changes = The report for { $day } would then say:
preview-same = The report for { $day } stays as it is.
preview-of-one = a trial is about one event; POST /v1/invoer judges several by proef=true
