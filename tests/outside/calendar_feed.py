"""The agenda as a calendar, read by other code and held against the JSON. Called as `calendar_feed.py ADDRESS`; prints `done` at the end."""

import json
import sys
import urllib.request
from datetime import date

from icalendar import Calendar

address = sys.argv[1]
asked = "van=2019-01-01&tot=2021-12-31"
entries = json.load(urllib.request.urlopen(f"{address}/v1/agenda?{asked}"))["agendapunten"]
answer = urllib.request.urlopen(f"{address}/agenda.ics?{asked}")
assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8", answer.headers
text = answer.read()
assert text.endswith(b"\r\n") and b"\n" not in text.replace(b"\r\n", b""), "lines end with CR LF"
assert all(len(line) <= 75 for line in text.split(b"\r\n")), "no line is longer than 75 octets"
calendar = Calendar.from_ical(text)
assert not calendar.errors and calendar["VERSION"] == "2.0", calendar.errors
events = calendar.walk("VEVENT")
assert len(events) == len(entries) > 5, (len(events), len(entries))
for event, entry in zip(events, entries):
    assert not event.errors, event.errors
    assert event["UID"] == entry["id"] and event["SEQUENCE"] == entry["laatstePositie"], entry
    day = event["DTSTART"].dt
    assert type(day) is date and day.isoformat() == entry["per"], "it lasts a whole day"
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt, entry
    assert (entry["naam"] or entry["onderwerp"]) in event["SUMMARY"], (event["SUMMARY"], entry)
    assert entry["reden"] is None or entry["reden"] in event["DESCRIPTION"], (event["DESCRIPTION"], entry)
    assert event["CATEGORIES"].cats == [entry["onderwerp"].split("/")[0]], entry
assert len({event["UID"] for event in events}) == len(events), "each is another event"
print("done")
