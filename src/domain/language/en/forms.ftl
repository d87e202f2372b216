# What is wrong with a field or a value, and what belongs there. The name of the field stands before it.

field-required = this field is required
field-unknown = there is no such field here
field-unknown-near = there is no such field here; did you mean { $near }?
event-no-object = an event is a JSON object
data-no-object = gegevens is a JSON object
type-unknown = "{ $name }" is no type of event; `peildatum record --help` and /v1/openapi.json list them
type-unknown-near = "{ $name }" is no type of event; did you mean { $near }?

value-wanted = here belongs { $wanted }
value-or = { $one } or { $other }
value-one-of = choose one of { $words }
value-no-pattern = the value does not match the pattern { $pattern }
value-no-day = no existing day in the form YYYY-MM-DD
value-no-instant = no instant in the form 2019-05-28T10:00:00Z
value-no-uuid = no UUID
value-too-long = at most { $most } characters
value-at-least = the number is at least { $least }
value-at-most = the number is at most { $most }
value-not-taken = this value does not fit here
list-at-least = the list has at least { $least ->
    [one] 1 member
   *[other] { $least } members
}
list-at-most = the list has at most { $most ->
    [one] 1 member
   *[other] { $most } members
}
list-twice = the list names something twice

type-list = a list
type-flag = true or false
type-whole = a whole number
type-number = a number
type-object = an object
type-text = a text between quotes
type-null = null

form-id = an id such as gebouw-c, of at most 64 letters, digits, points and hyphens
form-uuid = a UUID
form-day = a day in the form YYYY-MM-DD
form-instant = an instant in the form 2019-05-28T10:00:00Z
form-subject = a subject in the form { $forms }
form-slug = a word of lower-case letters, digits and hyphens
form-decimal = a number as text, with a point before the decimals, such as 12.50
form-reference = an id of letters, digits and . / _ : -
form-period = a period such as 2019, 2019-Q1 or 2019-03
form-year = a year
form-task-field = the code of a task field, such as 6.81
form-sha256 = 64 hexadecimal characters
form-digest = sha256: and 64 hexadecimal characters
form-root = a root in base64
form-paper-number = the number of a decision, such as B&W 26.0012
form-field-name = the name of a field
form-version = a version such as 0.1.0
form-actor = the id of an actor, of 1 to 100 letters, digits and : @ . _ -

text-blank = the text is empty
text-too-long = the text has { $found } characters; at most { $most } are taken
text-control = the text holds a control character ({ $code })
text-form = "{ $found }" does not fit here; here belongs { $form }

id-no-slash = a subject has the form kind/id, such as voorziening/gebouw-c
id-unknown-kind = "{ $kind }" is no kind of subject; kinds are { $kinds }
id-wrong = "{ $id }" is no id: a letter or digit, then at most 63 letters, digits, points or hyphens
id-no-uuid = "{ $id }" is no UUID
time-no-day = "{ $found }" is no existing day in the form YYYY-MM-DD
time-no-instant = "{ $found }" is no instant in the form 2019-05-28T10:00:00Z

check-other-kind = { $kind } is about a subject of the kind { $wanted }
check-empty-change = a change names at least one field
check-lines = regels is [first, last], counted from 1
check-amount = give either bedragInCenten or pm: true
check-amount-cleared = an amount is cleared only against pm: true; else use bijstelling.vervallen
check-pm-cleared = pm is cleared only against a bedragInCenten
check-no-outcome = give at least a waarde, an ontwikkeling or a norm
check-one-place = name either an onderdeel or a dossier that it belongs to
check-url-or-id = a reference has either a url or an id
check-paper-number = "{ $number }" is no number of a decision in its one form: prefix in capitals, a blank, year.number, such as B&W 19.0017, RV 19.0005 or A.22.0057/01

personal-bsn = this looks like a citizen service number (BSN); Peildatum follows matters, not people: take the number out
personal-warning = this looks like { $what }; check whether the text holds personal data
personal-in-erasure = { $warning }; an erasure can not be erased itself: take it out
personal-email = an e-mail address
personal-maybe-bsn = a citizen service number (BSN)
personal-iban = an account number
personal-phone = a telephone number

json-wrong = no valid JSON at line { $line }, character { $column }: { $why }
json-cut-off = it ends too early
json-trailing-comma = there is a comma too many
json-more-behind = there is something behind it
json-key-no-text = a key stands between double quotes
json-key-twice = a key stands twice in one object
json-no-comma = here belongs a comma or the end
json-no-colon = here belongs a colon
json-line-end-in-text = a text does not run over lines; write a line end as \n
json-bad-escape = behind a backslash belongs a character that JSON knows
json-no-utf8 = this is no UTF-8
json-bad-number = this number has no good form
json-too-deep = the JSON is nested too deep
json-too-many = it holds too many values; at most { $max }
json-no-value = here belongs a value

import-no-json = the line is no JSON: it goes wrong at character { $column }, { $why }
import-no-whole-line = the line is no whole JSON object: it ends after character { $column }; each event stands on one line as one object
import-line-too-long = a line is at most { $most } MiB
import-file-changed = the file changed while it was imported; import it again when it is complete
import-no-record = no full record: { $what }
import-nothing = there is no event in { $files }; nothing was recorded
import-unreviewed = nobody has looked at this draft yet; review it and set oordeel to zeker, or take it as it is with --accept-unreviewed (API: onbeoordeeld=true)
import-full-record = a full record comes back with its own moments; use --keep-times (API: metTijden=true)
import-erasure-missing = this record is erased, and no gebeurtenis.gewist of the import says so
import-sealing-differs = sealing { $version } of round { $round } at position { $position } does not hold with the log: { $what }
import-file-empty = { $file }: there is no event in it
import-warning = { $file }:{ $line }: note: { $field }: { $what }
import-more-warnings = { $count ->
    [one] 1 more warning is
   *[other] { $count } more warnings are
} not listed; import smaller files to see each
import-read = { $lines ->
    [one] 1 event
   *[other] { $lines } events
} read
import-to-review = , { $count } of them still to be reviewed
import-done = { $read }{ $review }: { $added } added, { $known } known already; the log now ends at position { $head }
import-tried = dry run: { $read }{ $review }: { $added } would be added, { $known } known already; nothing was recorded
