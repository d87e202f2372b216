//! `GET /geld`: money on a day, as known at a moment.

use axum::extract::State;
use axum::response::Response;

use super::known::AskedKnown;
use super::report::{dated_address, sealing_choices};
use super::{Visit, parsed, respond, viewer};
use crate::app::audit;
use crate::domain::ids::SubjectKind;
use crate::domain::state::AsOf;
use crate::http::app_state::AppState;
use crate::http::axes;
use crate::http::problem::Problem;
use crate::pages::frame::{DateBar, date_bar};
use crate::pages::money::{MoneyPage, YEAR_KEY, page};
use crate::projections::finance::FinanceRequest;

/// `GET /geld`
pub async fn money(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let on = axes::day(&mut query);
    let (known, written) = AskedKnown::read(&mut query);
    query.drop_blank(YEAR_KEY);
    let year = query.number(YEAR_KEY, 1900, 2200).and_then(|year| i64::try_from(year).ok());
    query.finish()?;
    let page = site.run_large(move |service| {
        let on = on.unwrap_or_else(|| service.now().amsterdam_day());
        let position = known.position(service)?;
        let at = AsOf { day: on, position };
        let found = audit::finance(service, &FinanceRequest { at, fiscal_year: year, node: None })?;
        let found = parsed(&serde_json::to_vec(&found).expect("amounts always serialise"));
        let amounts = crate::app::queries::listed(service, SubjectKind::Adjustment, at)?;
        let mut years: Vec<i64> = amounts.iter().filter_map(|amount| amount["begrotingsjaar"].as_i64()).collect();
        years.sort_unstable();
        years.dedup();
        let here = dated_address("geld", on, &known, (&written, position));
        let here = here.with_some(YEAR_KEY, year.map(|year| year.to_string()));
        let sealings = sealing_choices(service, reader)?;
        let day = on.to_string();
        let bar = date_bar(reader, &DateBar { on: &day, known: &written, sealings: &sealings, here: &here });
        let viewer = viewer(&caller);
        Ok(page(&MoneyPage { reader, viewer, here, bar, found: &found, years: &years }))
    });
    Ok(respond(reader, page.await?))
}
