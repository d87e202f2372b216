# The agenda: what takes effect between two days.

agenda-title = Agenda
agenda-about = what takes effect, on which day, with the event that says so
agenda-period = Period
agenda-between = { $from } to { $until }
agenda-none = Nothing takes effect in this period, as far as is known.
agenda-erased = name erased
agenda-line = { $name }: { $what }
agenda-milestone = milestone
agenda-opens = opens
agenda-closes = closes
agenda-opens-again = opens again
agenda-places = { $count ->
    [one] 1 place
   *[other] { $count } places
}
agenda-node = plan node { $node }
agenda-case = case { $case }
agenda-event = event no. { $position }
agenda-day-known = day: { $day }
agenda-too-many = { $entries } things take effect in this period, more than an agenda shows (at most { $most }); ask for a shorter period or one plan node
query-agenda-order = the last day is before the first
query-agenda-length = an agenda spans at most { $most } days; give two days that are closer together

page-nav-agenda = Agenda
page-agenda-lead = What takes effect on a day: facilities that open, close or are restricted, decisions that begin to hold, and milestones that are planned.
page-agenda-known = As known on { $recorded }; the last event then was no. { $position }.
page-agenda-empty = Nothing has been recorded yet, so nothing takes effect.
page-agenda-period = Period and state
page-agenda-from = From
page-agenda-until = To
page-agenda-day = Day
page-agenda-what = What takes effect
page-agenda-place = Belongs to
page-agenda-source = Recorded
page-agenda-today = Today, { $day }
page-agenda-follow = Follow in a calendar (iCalendar)
page-agenda-follow-not = A calendar program can not follow this agenda here, since it does not sign in. Fetch the calendar with a token:
page-agenda-follow-how = Give this address to a calendar program; it fetches what changes by itself. What moves, moves there as well, and what was withdrawn disappears.
