//! The picture of a history: across when something is true, up when it became known. What lies on the diagonal was
//! recorded on the day it holds from; above it was recorded later, below it earlier. A sealing is a line: what lies
//! below and left of its end stood in its report.

use maud::{Markup, html};
use serde_json::Value;

use super::{EventMark, HistoryPage};
use crate::domain::time::{Day, Instant};
use crate::json::text;
use crate::message;
use crate::reader::Reader;

/// The size of the drawing, in its own units.
const WIDTH: i64 = 760;
const HEIGHT: i64 = 420;
/// Room for the labels left of and below the axes, and for what lies at the other ends.
const LEFT: i64 = 92;
const BOTTOM: i64 = 46;
const END: i64 = 28;
/// Room right of the last place for the number of an event.
const RIGHT: i64 = 56;

/// How near two labels may be, across and up, before they become one.
const LABEL_APART: (i64, i64) = (36, 13);

/// The fewest days that an axis spans, so that the events of one day do not fill it.
const SPAN_MIN: i64 = 60;
/// The most ticks of an axis: their labels stay apart on a small screen.
const TICKS_MAX: i64 = 8;

/// Returns the number of a day, or of the day of a moment in the Netherlands.
pub(super) fn day_number(iso: Option<&str>) -> Option<i64> {
    let iso = iso?;
    let day = Day::parse(iso).ok().or_else(|| Instant::parse(iso).ok().map(Instant::amsterdam_day))?;
    Some(i64::from(day.number()))
}

/// The days on one axis.
#[derive(Debug, Clone, Copy)]
struct Axis {
    first: i64,
    last: i64,
}

impl Axis {
    fn of(days: impl Iterator<Item = i64> + Clone) -> Option<Axis> {
        let (first, last) = (days.clone().min()?, days.max()?);
        let missing = (SPAN_MIN - (last - first)).max(0);
        Some(Axis { first: first - missing / 2, last: last + (missing - missing / 2) })
    }

    /// Returns the place of a day on a line of this length.
    fn place(self, day: i64, length: i64) -> i64 {
        (day.clamp(self.first, self.last) - self.first) * length / (self.last - self.first).max(1)
    }

    /// Returns the days of its ticks, evenly apart.
    fn ticks(self) -> Vec<i64> {
        let span = self.last - self.first;
        (0..TICKS_MAX).map(|at| self.first + span * at / (TICKS_MAX - 1)).collect()
    }
}

/// A point of the picture.
struct PlottedRow {
    across: i64,
    up: i64,
    position: u64,
    standing: EventMark,
}

struct Plane {
    holds: Axis,
    known: Axis,
}

impl Plane {
    fn x(&self, day: i64) -> i64 {
        LEFT + self.holds.place(day, WIDTH - LEFT - RIGHT)
    }

    fn y(&self, day: i64) -> i64 {
        HEIGHT - BOTTOM - self.known.place(day, HEIGHT - BOTTOM - END)
    }
}

/// Returns the picture with its legend; nothing where no event has a day.
pub(super) fn picture(asked: &HistoryPage<'_>) -> Markup {
    let reader = asked.reader;
    let points: Vec<PlottedRow> = asked.rows.iter().filter_map(point).collect();
    let sealed: Vec<(i64, i64)> = asked
        .sealings
        .iter()
        .filter_map(|sealing| Some((day_number(Some(&sealing.on))?, day_number(Some(&sealing.recorded_at))?)))
        .collect();
    let holds = Axis::of(points.iter().map(|point| point.across));
    let known = Axis::of(points.iter().map(|point| point.up).chain(sealed.iter().map(|(_, known)| *known)));
    let Some((holds, known)) = holds.zip(known) else { return html! {} };
    let plane = Plane { holds, known };
    html! {
        figure.axes {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-labelledby="beeld" {
                title id="beeld" { (reader.say(&message!("page-history-alt"))) }
                (grid(reader, &plane))
                @for (on, known) in &sealed {
                    @let (x, y) = (plane.x(*on), plane.y(*known));
                    g.sealing {
                        line x1=(LEFT) y1=(y) x2=(x) y2=(y) {}
                        line x1=(x) y1=(y) x2=(x) y2=(HEIGHT - BOTTOM) {}
                    }
                }
                @for (x, y, names) in labels(asked.sealings.iter().zip(&sealed).map(|(sealing, (_, known))| (LEFT + 4, plane.y(*known) - 4, sealing.name.to_string()))) {
                    g.sealing { text x=(x) y=(y) { (names) } }
                }
                (corrections(asked, &plane, &points))
                @for point in &points { (dot(&plane, point)) }
                @for (x, y, positions) in labels(points.iter().map(|point| (plane.x(point.across) + 10, plane.y(point.up) + 4, point.position.to_string()))) {
                    text.dot-number x=(x) y=(y) { (positions) }
                }
            }
            figcaption { (reader.say(&message!("page-history-legend"))) }
        }
    }
}

/// Returns the labels with their places: one that would lie over an earlier one is joined to it.
fn labels(all: impl Iterator<Item = (i64, i64, String)>) -> Vec<(i64, i64, String)> {
    let mut placed: Vec<(i64, i64, String)> = Vec::new();
    for (x, y, text) in all {
        let near = |at: &&mut (i64, i64, String)| (at.0 - x).abs() < LABEL_APART.0 && (at.1 - y).abs() < LABEL_APART.1;
        match placed.iter_mut().find(near) {
            Some(at) => at.2 = format!("{}, {text}", at.2),
            None => placed.push((x, y, text)),
        }
    }
    placed
}

fn point(row: &Value) -> Option<PlottedRow> {
    let event = &row["gebeurtenis"];
    let across = day_number(text(event, "ingangsdatum"))?;
    let up = day_number(text(event, "geregistreerdOp"))?;
    Some(PlottedRow { across, up, position: row["positie"].as_u64()?, standing: EventMark::of(row) })
}

/// Returns the axes with their days, and the diagonal on which something is recorded the day it holds from.
fn grid(reader: Reader, plane: &Plane) -> Markup {
    let (right, top) = (WIDTH - RIGHT, END);
    let low = HEIGHT - BOTTOM;
    let (from, to) = (plane.holds.first.max(plane.known.first), plane.holds.last.min(plane.known.last));
    html! {
        g.grid {
            @for day in plane.holds.ticks() { line x1=(plane.x(day)) y1=(top) x2=(plane.x(day)) y2=(low) {} }
            @for day in plane.known.ticks() { line x1=(LEFT) y1=(plane.y(day)) x2=(right) y2=(plane.y(day)) {} }
        }
        @if from < to { line.diagonal x1=(plane.x(from)) y1=(plane.y(from)) x2=(plane.x(to)) y2=(plane.y(to)) {} }
        g.ticks {
            @for day in plane.holds.ticks() { text x=(plane.x(day)) y=(low + 18) text-anchor="middle" { (short(reader, day)) } }
            @for day in plane.known.ticks() { text x=(LEFT - 8) y=(plane.y(day) + 4) text-anchor="end" { (short(reader, day)) } }
        }
        text.axis x=(right) y=(HEIGHT - 6) text-anchor="end" { (reader.say(&message!("page-history-across"))) " →" }
        text.axis x="4" y="14" { "↑ " (reader.say(&message!("page-history-up"))) }
    }
}

/// Returns a day for a tick: the month and the year.
fn short(reader: Reader, day: i64) -> String {
    let day = i32::try_from(day).ok().map(Day::from_number);
    day.map_or_else(String::new, |day| {
        let month = crate::language::month(reader.language, day.date());
        format!("{} {}", month.chars().take(3).collect::<String>(), day.year())
    })
}

/// Returns a line from each correction or withdrawal to what it is about.
fn corrections(asked: &HistoryPage<'_>, plane: &Plane, points: &[PlottedRow]) -> Markup {
    let at = |position: Option<u64>| points.iter().find(|point| Some(point.position) == position);
    let pairs = asked.rows.iter().filter_map(|row| {
        let target = row["herstelt"].as_u64().or_else(|| row["trektIn"].as_u64());
        at(row["positie"].as_u64()).zip(at(target))
    });
    html! {
        @for (from, to) in pairs {
            line.corrects x1=(plane.x(from.across)) y1=(plane.y(from.up)) x2=(plane.x(to.across)) y2=(plane.y(to.up)) {}
        }
    }
}

/// Returns the point of an event: filled where it counts, hollow where it ceased; its shape says how it stands out.
fn dot(plane: &Plane, point: &PlottedRow) -> Markup {
    let (x, y) = (plane.x(point.across), plane.y(point.up));
    html! {
        @match point.standing {
            EventMark::Ceased => circle.ceased cx=(x) cy=(y) r="6" {},
            EventMark::Correction => rect.correction x=(x - 6) y=(y - 6) width="12" height="12" {},
            EventMark::TakesBack => path.takes-back d=(format!("M{} {}l12 12m0 -12l-12 12", x - 6, y - 6)) {},
            EventMark::Late => path.late d=(format!("M{x} {}l7 12h-14z", y - 7)) {},
            EventMark::Announced => path.announced d=(format!("M{x} {}l7 -12h-14z", y + 7)) {},
            EventMark::Plain => circle.plain-dot cx=(x) cy=(y) r="6" {},
        }
    }
}
