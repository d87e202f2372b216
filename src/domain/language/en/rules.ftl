# Why a rule refuses an event: what, where, and what to do.

rule-place = position { $position }, effective { $day }
rule-corrected = corrected
rule-withdrawn = withdrawn
rule-is-closed = is closed already
rule-is-open = is open already
rule-is-met = was reached already
rule-is-dropped = was dropped already
rule-is-closed-not-restricted = is closed and can not be open with restrictions

rule-unknown-subject = { $subject } was never recorded (or that event was withdrawn); record it first, in the same request if you like: peildatum record { $kind } { $subject }
rule-stands = { $subject } stands already ({ $place }); record a change or correct that event
rule-holds-already = { $subject } { $what } on { $day } ({ $place }); choose another effective day or correct that event
rule-ended = { $subject } { $what } on { $day } ({ $place }); first record that it holds again, or correct that event: peildatum record { $kind } { $subject }
rule-itself = { $subject } can not point at itself in { $field }; name another or leave the field out

rule-unknown-reference = { $subject } in gegevens.{ $field } was never recorded (or that event was withdrawn); record it first, in the same request if you like, or leave the field out: peildatum record { $kind } { $subject }
rule-unknown-event = { $subject } in gegevens.{ $field } is not in the log or no longer counts; check the id or leave the field out
rule-unknown-note = note { $id } in gegevens.vervolgOp is not in the log or no longer counts; check the id or leave the field out

rule-not-sealed = { $subject } is not sealed, so there is nothing to reopen
rule-seal = { $subject } is sealed with peildatum seal { $round } or POST /v1/rondes/{ $round }/vaststellingen, not by an event
rule-unknown-sealing = { $subject } has no sealing of version { $version } ({ $sealings } so far); publish what was sealed
rule-not-opened = { $subject } was not opened; open the round first: peildatum record { $kind } { $subject }
rule-no-reason = { $subject } was reopened; a sealing after that says why in reden
rule-next-version = the next sealing of { $subject } has version { $version }
rule-body-sealed = { $subject } was sealed by { $body } already ({ $place }); reopen the round with a reason to seal it again: { $reopen }
rule-other-date = the reporting date of { $subject } is { $day }
rule-date-ahead = the reporting date of { $subject }, { $day }, lies after today ({ $today }); seal the round on or after that day
rule-sealing-position = a sealing names a position from 1 to { $head }, not { $position }
rule-round-moved = at position { $position } an event of { $subject } came in; build the report again and seal that
rule-round-sealed = { $subject } is sealed ({ $place }); reopen the round with a reason ({ $reopen }), or correct an event of it
rule-not-yet = { $subject } stands from { $day } on, so on { $on } there is nothing to tell again; take { $day } or a later day
rule-other-year = { $subject } is of budget year { $year } and { $round } of { $other }, so it is not in that report; name a round of { $year }
rule-told-after = round { $subject } tells { $told } again on { $on }, after reporting date { $day }; take { $on } or a later day, or withdraw that event first
rule-after-reporting-date = the reporting date of { $subject } is { $day }, so what holds from { $on } is not in it; take { $day } or an earlier day, or name a later round

rule-other-correction = a correction has the type and the subject of what it corrects: { $kind } about { $subject } (position { $position }); take those, or withdraw the event and record a new one
rule-role = erasing belongs to the role { $role }, and { $actor } records in the role { $has }; ask an administrator
rule-erased = position { $position } was erased by position { $by } already; there is nothing to do
rule-is-erasure = position { $position } is an erasure itself and stays
rule-no-event-id = { $id } is no id of an event; take the id from where you found it
rule-unknown-id = event { $id } is not in the log; check the id
rule-fixed-sealing = a sealing ({ $place }) is not { $done }; reopen the round and seal it again: { $reopen }
rule-fixed-withdrawal = a withdrawal ({ $place }) is not { $done }; record the fact again
rule-fixed-erasure = an erasure ({ $place }) is not { $done }; what was erased does not come back
rule-does-not-count = the event ({ $place }) no longer counts: { $how } by position { $by }; take the event that counts now

rule-takes-too-much = of bijstelling/{ $target } { $open } is still open, { $excess } less than { $subject } takes of it; lower this amount or change bijstelling/{ $target } first
rule-too-little-left = what { $subject } covers or realises is then { $excess } more than the amount; lower or drop what it covers or realises, before it in the same request
rule-sum-too-large = all adjustments together are then { $sum }; at most { $most } can be added up: check the amount. A corrected amount counts here until the correction and then the event itself are withdrawn

rule-children-left = { $subject } is dropped on { $day }, but below it stand { $children }; move them or drop them in the same request
rule-child-not-lower = { $child } is { $lower } and stands below { $subject }; { $level } is no higher than that ({ $place })
rule-programme-has-parent = { $subject } is a programme and so stands below nothing; leave bovenliggend out
rule-parent-not-higher = { $subject } ({ $level }) can not stand below { $parent } ({ $other }); a parent is of a higher level
rule-circle = { $subject } itself stands above { $parent }; choose another parent
rule-level-fixed = { $subject } is { $level }; a level does not change: drop the element and record it again, or correct its recording
rule-number-form = { $subject } is a { $kind }; the number "{ $number }" does not have its form, such as B&W 19.0017 or RV 19.0005
