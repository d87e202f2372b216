//! An indicator: its series as a line with the target beside it, provisional values set apart, and the same as a table.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::event::EventType;
use crate::domain::ids::SubjectKind;
use crate::frame::{Frame, Viewer, document};
use crate::json::text;
use crate::message;
use crate::parts::{scrolled, to_event, to_history};
use crate::reader::Reader;
use crate::record_links::to_record;
use crate::recording;
use crate::render::wording;

/// One period of the series.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// The period: `2019`, `2019-Q1`, `2019-03`.
    pub period: String,
    /// The value, as recorded.
    pub value: Option<String>,
    /// How it moves.
    pub trend: Option<String>,
    /// Whether the norm was met.
    pub norm: Option<String>,
    /// How final the value is.
    pub status: Option<String>,
    /// The target of the year.
    pub target: Option<String>,
    /// The event that last set it.
    pub position: u64,
}

/// The contents of the page.
pub struct IndicatorPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The id.
    pub id: &'a str,
    /// The indicator as it is in lists; null where it does not stand today.
    pub indicator: &'a Value,
    /// The series, by period.
    pub series: &'a [Measurement],
}

/// Returns the page.
pub fn page(asked: &IndicatorPage<'_>) -> String {
    let reader = asked.reader;
    let unit = text(asked.indicator, "eenheid").unwrap_or_default();
    let direction = text(asked.indicator, "richting").map(|word| wording::words(reader.language, word));
    let node = text(asked.indicator, "onderdeel").map(str::to_owned);
    let told: Vec<String> = [Some(unit.to_owned()), direction, node].into_iter().flatten().collect();
    let frame = Frame {
        reader,
        here: Address::of(&["indicatoren", asked.id]),
        title: text(asked.indicator, "naam").unwrap_or(asked.id).to_owned(),
        section: None,
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! {
            p.lead { (told.join(" · ")) }
            p { (to_history(reader, "indicator", asked.id)) }
            (to_measure(asked))
        },
    };
    let content = html! {
        @if asked.series.is_empty() { p { (reader.say(&message!("thing-not-measured"))) } }
        @else { (picture(reader, asked.series)) (table(reader, asked.series)) }
    };
    document(&frame, &content)
}

/// Returns a link to record a measurement.
fn to_measure(asked: &IndicatorPage<'_>) -> Markup {
    let subject = format!("{}/{}", SubjectKind::Indicator.name(), asked.id);
    let begin = [(recording::SUBJECT_KEY, subject.as_str())];
    to_record(asked.reader, asked.id, &[(EventType::IndicatorMeasured, message!("recording-to-measure"), &begin[..])])
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 320.0;
/// Room for labels on each side.
const EDGE: f64 = 56.0;

/// A value with its place on the line of time.
struct PlottedValue<'a> {
    month: f64,
    value: f64,
    of: &'a Measurement,
}

/// Returns the last month of a period, counted from year 0; none for what is no period.
fn last_month(period: &str) -> Option<f64> {
    let (year, part) = period.split_once('-').unwrap_or((period, ""));
    let year: u32 = year.parse().ok()?;
    let month = match part.strip_prefix('Q') {
        Some(quarter) => quarter.parse::<u32>().ok()?.checked_mul(3)?,
        None if part.is_empty() => 12,
        None => part.parse().ok()?,
    };
    (1..=12).contains(&month).then(|| f64::from(year) * 12.0 + f64::from(month))
}

fn decimal(digits: Option<&String>) -> Option<f64> {
    digits?.parse().ok().filter(|value: &f64| value.is_finite())
}

fn picture(reader: Reader, series: &[Measurement]) -> Markup {
    let mut points: Vec<PlottedValue<'_>> = series
        .iter()
        .filter_map(|of| Some(PlottedValue { month: last_month(&of.period)?, value: decimal(of.value.as_ref())?, of }))
        .collect();
    // A year ends after its quarters.
    points.sort_by(|a, b| a.month.total_cmp(&b.month));
    if points.is_empty() {
        return html! {};
    }
    let targets: Vec<f64> = points.iter().filter_map(|point| decimal(point.of.target.as_ref())).collect();
    let values = || points.iter().map(|point| point.value).chain(targets.iter().copied());
    let (low, high) = (values().fold(f64::MAX, f64::min).min(0.0), values().fold(f64::MIN, f64::max));
    let (first, last) =
        (points.iter().map(|p| p.month).fold(f64::MAX, f64::min), points.iter().map(|p| p.month).fold(0.0, f64::max));
    let x = |month: f64| EDGE + (month - first) / (last - first).max(1.0) * (WIDTH - 2.0 * EDGE);
    let y = |value: f64| HEIGHT - EDGE - (value - low) / (high - low).max(f64::MIN_POSITIVE) * (HEIGHT - 2.0 * EDGE);
    let line: Vec<String> = points.iter().map(|point| format!("{:.1},{:.1}", x(point.month), y(point.value))).collect();
    html! {
        figure.axes {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-labelledby="beeld" {
                title id="beeld" { (reader.say(&message!("page-indicator-alt"))) }
                g.grid { line x1=(EDGE) y1=(HEIGHT - EDGE) x2=(WIDTH - EDGE) y2=(HEIGHT - EDGE) {} }
                polyline.series points=(line.join(" ")) {}
                @for point in &points {
                    @let (across, up) = (format!("{:.1}", x(point.month)), y(point.value));
                    @let is_final = point.of.status.as_deref() == Some("definitief");
                    circle.plain-dot[is_final].ceased[!is_final] cx=(across) cy=(format!("{up:.1}")) r="5" {}
                    text x=(across) y=(format!("{:.1}", up - 10.0)) text-anchor="middle" { (wording::decimal(reader.language, point.of.value.as_deref().unwrap_or_default())) }
                    text.axis x=(across) y=(HEIGHT - EDGE + 20.0) text-anchor="middle" { (point.of.period) }
                    @if let Some(target) = decimal(point.of.target.as_ref()) {
                        line.target x1=(format!("{:.1}", x(point.month) - 22.0)) x2=(format!("{:.1}", x(point.month) + 22.0)) y1=(format!("{:.1}", y(target))) y2=(format!("{:.1}", y(target))) {}
                    }
                }
            }
            figcaption { (reader.say(&message!("page-indicator-legend"))) }
        }
    }
}

fn table(reader: Reader, series: &[Measurement]) -> Markup {
    let language = reader.language;
    let caption = reader.say(&message!("page-history-table"));
    let number = |digits: Option<&str>| digits.map_or_else(String::new, |digits| wording::decimal(language, digits));
    let words = |of: &Measurement| {
        let all = [of.trend.as_deref(), of.norm.as_deref(), of.status.as_deref()];
        all.into_iter().flatten().map(|word| wording::words(language, word)).collect::<Vec<_>>().join(", ")
    };
    scrolled(
        &caption,
        &html! {
            table {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (reader.say(&message!("label-periode"))) }
                    th.number scope="col" { (reader.say(&message!("label-waarde"))) }
                    th.number scope="col" { (reader.say(&message!("label-streefwaarde"))) }
                    th scope="col" { (reader.say(&message!("label-status"))) }
                    th.number scope="col" { (reader.say(&message!("label-positie"))) }
                } }
                tbody {
                    @for of in series {
                        tr.quiet[of.status.as_deref() != Some("definitief")] {
                            th scope="row" { (of.period) }
                            td.number { (number(of.value.as_deref())) }
                            td.number { (number(of.target.as_deref())) }
                            td { (words(of)) }
                            td.number { a href=(to_event(reader, of.position)) { (of.position) } }
                        }
                    }
                }
            }
        },
    )
}
