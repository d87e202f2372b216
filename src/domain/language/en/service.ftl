# What the service answers: questions without an answer, sealing, erasing.

log-empty = the log is empty; record something first (`record`, or POST /v1/gebeurtenissen)
position-unknown = there is no position { $position }; the log has 1 to { $head }
moment-before-log = at { $moment } nothing was known yet; the first event is of { $first }
moment-ahead = { $moment } lies after now ({ $now }); nobody knows what will be known by then
day-before-log = on { $on } nothing held yet of what is known by then; the first fact holds from { $first }
round-before-log = round { $round } has reporting date { $on }; nothing held yet of what is known, the first fact holds from { $first }; change the reporting date
round-unknown = round { $id } was not opened, or not yet at that position; see `peildatum rounds` or /v1/rondes
node-unknown = element { $code } is not there at that point; see /v1/onderdelen
subject-unknown = nothing was recorded about { $subject }
total-too-large = a total is larger than 2^53 - 1 eurocents
sealing-unknown = round { $round } has no sealing { $which }; see `peildatum rounds { $round }` or /v1/rondes/{ $round }/vaststellingen
decision-unknown = no decision has number { $number }; record it first (`record besluit.genomen`, or POST /v1/gebeurtenissen), or give its id; see /v1/besluiten
decision-several = more than one decision has number { $number }; give the id of the one that is meant; see /v1/besluiten
report-version-unknown = report version { $version } is of a newer version of the software; this one can not build it
record-unreadable = position { $position } can not be read

sealing-no-object = a sealing is a JSON object
sealing-purport-missing = say what the body does with the report; choose one of { $words }
sealing-position-wrong = give a position from 1
sealing-digest-wrong = give sha256: and 64 characters
sealing-flag-wrong = give true or false
sealing-moment-wrong = give an instant in UTC such as 2021-10-05T09:00:00Z
sealing-field-unknown = there is no such field here; what a sealing fixes is computed by the service
sealing-decision-ahead = { $day } has yet to come; give the day on which the decision was taken
sealing-other-report = the report of round { $round } at position { $position } has digest { $digest }, and another was given; look at it again and give its position too
sealing-drafts = { $count ->
    [one] 1 draft behind this report was not reviewed yet ({ $positions }); review it
   *[other] { $count } drafts behind this report were not reviewed yet ({ $positions }); review them
    }, or seal with --accept-unreviewed (over HTTP "onbeoordeeld": true)
sealing-before-date = sealed on { $decided }, before the reporting date { $on }; check the day, or give --out-of-order (`buitenVolgorde`)
sealing-before-college = the college has not sealed round { $round } yet; let the college go first, or give --out-of-order (`buitenVolgorde`)
sealing-before-offer = sealed by the council on { $decided }, before the college on { $offered }; check the days, or give --out-of-order (`buitenVolgorde`)
sealing-equal = Equal to version { $version }: not a letter of the report has changed.
sealing-positions = { $count ->
    [one] position
   *[other] positions
    } { $positions }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
    }
sealing-round = Round { $round }
sealing-round-called = Round { $round }, { $title }
sealing-of = { $round }: the report on { $on }, as known at position { $position }, recorded at { $moment }.
sealing-as = This becomes version { $version }, by { $body ->
    [raad] the council
   *[other] the executive
    }: { $purport }.
sealing-as-unsaid = This becomes version { $version }, by { $body ->
    [raad] the council
   *[other] the executive
    }; its purport is yet to be said.
sealing-fixes = What will be fixed: { $notes }, { $lights } and { $amounts }.
sealing-notes = { $count ->
    [one] 1 note
   *[other] { $count } notes
    }{ $carried ->
    [0] {""}
   *[other] {" "}({ $carried } carried over from an earlier round)
    }
sealing-lights = { $count ->
    [0] no lights
    [one] 1 light ({ $green } green, { $orange } orange, { $red } red, { $unknown } unknown)
   *[other] { $count } lights ({ $green } green, { $orange } orange, { $red } red, { $unknown } unknown)
    }
sealing-amounts = { $count ->
    [0] no amounts
    [one] 1 amount
   *[other] { $count } amounts
    }{ $pm ->
    [0] {""}
   *[other] {" "}({ $pm } p.m.)
    }
sealing-all-reviewed = Still open: no draft is left to be reviewed.
sealing-unreviewed = Still open: { $count ->
    [one] 1 draft was not reviewed
   *[other] { $count } drafts were not reviewed
    } ({ $positions }).
sealing-findings = { $high ->
    [0] No finding of the highest level
    [one] One finding of the highest level
   *[other] { $high } findings of the highest level
    }{ $lower ->
    [0] {"."}
   *[other] , { $lower } of a lower level; see `peildatum findings { $round }`.
    }
sealing-finding = - { $what }
sealing-findings-more = - and { $count } more
sealing-first = This is the first sealing of this round.
sealing-previous = The sealing before it is version { $version }, by { $body ->
    [raad] the council
   *[other] the executive
    }: { $purport }, position { $position }.
sealing-previous-decided = The sealing before it is version { $version }, by { $body ->
    [raad] the council
   *[other] the executive
    }: { $purport } on { $on }, position { $position }.
sealing-refused-because = This round is not sealed so: { $why }.
sealing-question = The round will be sealed so; that does not change any more.
sealing-ask-purport = What does the body do with the report? Choose one of { $words }:
sealed-round = round
sealed-as = { $round }, version { $version } ({ $body }, { $purport })
sealed-date = date
sealed-position = position
sealed-at = { $position } (sealed at position { $at })
sealed-digest = digest
sealed-skeleton = skeleton
sealed-root = root
round-no-id = "{ $id }" is no id of a round; give one such as 2021-vr2
seal-purport-missing = say with --purport what the body does with the report; choose one of { $words }

erase-done = The texts of position { $position } are gone; position { $by } says so.
erase-trial = The texts of position { $position } would be erased; nothing was yet.
erase-question = { $what }
    What is erased does not come back.
erase-in-a-pipe = The texts of position { $position } will be erased and do not come back{ $count ->
    [0] {""}
    [one] ; the same words stand in 1 other field too (--dry-run names it)
   *[other] ; the same words stand in { $count } other fields too (--dry-run names them)
    }.
erase-same-none = No other event has the same words.
erase-same-missing = Whether other events have the same words can not be told: this text was not erased but is missing, since the log was restored without its secrets. The erasure records the decision.
erase-same-unknown = Whether other events have the same words can no longer be told: these were erased before.
erase-same = { $count ->
    [one] The same words stand here too, and were left alone:
   *[other] The same words stand in { $count } other fields too, and were left alone:
    }
erase-same-field = position { $position }, { $field }: { $kind } about { $subject } ({ $extent })
erase-same-whole = the whole text
erase-same-part = a part of the text
erase-same-more = and { $count } more
erase-related = These events belong to what was erased; see whether they say the same in other words:
erase-other = position { $position }: { $tie }
erase-tie-correction = the same chain of corrections
erase-tie-withdrawal = its withdrawal
erase-tie-follow-up = a follow-up
erase-no-position = there is no event at position { $position }; history and reports name positions
import-same-words = { $count ->
    [one] the same words stand in 1 other field too, and were left alone
   *[other] the same words stand in { $count } other fields too, and were left alone
}: { $fields }
import-same-words-field = position { $position } ({ $field })
