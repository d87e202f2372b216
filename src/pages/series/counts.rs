//! How much each round shows, as a table: a row a number, a column a round.

use maud::{Markup, html};
use serde_json::Value;

use super::{SeriesPage, round_head};
use crate::domain::event::Colour;
use crate::json::{list, number};
use crate::message;
use crate::parts::{LightLook, light, scrolled};
use crate::render::series::SeriesFacet;

/// Returns the table; nothing where no row is shown.
pub(super) fn table(asked: &SeriesPage<'_>, found: &Value) -> Markup {
    let reader = asked.reader;
    let (rounds, counts) = (list(found, "rondes"), list(found, "tellingen"));
    if rounds.is_empty() || list(found, "rijen").is_empty() {
        return html! {};
    }
    let title = reader.say(&message!("page-series-counts"));
    let numbers = [
        (message!("page-series-with-note"), "metToelichting"),
        (message!("page-series-notes-carried"), "overgenomenToelichtingen"),
        (message!("page-series-lights-carried"), "overgenomenStoplichten"),
    ];
    let all = |of: &Value| of.as_object().map_or(0, |of| of.values().filter_map(Value::as_u64).sum::<u64>());
    html! {
        h2 { (title) }
        p.subtle { (reader.say(&message!("page-series-counts-about"))) }
        (scrolled(&title, &html! {
            table.series-of-rounds {
                caption.hidden { (title) }
                thead { tr {
                    th scope="col" { (reader.say(&message!("page-series-counted"))) }
                    @for round in rounds { th scope="col" { (round_head(asked, round)) } }
                } }
                tbody {
                    @for colour in Colour::ALL {
                        tr {
                            th scope="row" { (light(reader, Some(colour.name()), LightLook::Plain)) }
                            @for count in counts { td.number { (number(&count["stoplichten"], colour.name())) } }
                        }
                    }
                    @for (name, key) in &numbers {
                        tr {
                            th scope="row" { (reader.say(name)) }
                            @for count in counts { td.number { (number(count, key)) } }
                        }
                    }
                    tr {
                        th scope="row" { (reader.say(&SeriesFacet::Findings.name())) }
                        @for count in counts { td.number { (all(&count["signalen"])) } }
                    }
                }
            }
        }))
    }
}
