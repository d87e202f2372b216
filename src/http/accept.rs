//! What a client accepts: the `Accept` header against the formats that a route has.

use axum::http::{HeaderMap, StatusCode, header};

use super::problem::Problem;

/// Refuses a client that takes no JSON.
///
/// # Errors
/// A problem 406.
pub fn json(headers: &HeaderMap) -> Result<(), Problem> {
    if takes(headers, "application/json") {
        return Ok(());
    }
    let detail = "Dit adres antwoordt in deze versie alleen met application/json; laat Accept weg of vraag daarom.";
    Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "formaat-niet-beschikbaar", detail))
}

/// True when a client takes `offer`, a media type without parameters. Without the header it takes anything.
fn takes(headers: &HeaderMap, offer: &str) -> bool {
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','))
        .peekable();
    if ranges.peek().is_none() {
        return true;
    }
    let kind = offer.split('/').next().unwrap_or_default();
    // The most specific range decides, so `*/*, application/json;q=0` takes everything but JSON.
    let mut best: Option<(u8, bool)> = None;
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let wanted = weight.and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0) > 0.0;
        let specific = match name.as_str() {
            "*/*" | "*" => 0,
            name if name.strip_suffix("/*") == Some(kind) => 1,
            name if name == offer => 2,
            _ => continue,
        };
        if best.is_none_or(|(other, _)| specific >= other) {
            best = Some((specific, wanted));
        }
    }
    best.is_some_and(|(_, wanted)| wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_decides() {
        let takes_json = |accept: &str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            json(&headers).is_ok()
        };
        assert!(json(&HeaderMap::new()).is_ok());
        for yes in
            ["*/*", "application/json", "text/html, application/*;q=0.8", "text/csv;q=0, */*;q=0.1", "Application/JSON"]
        {
            assert!(takes_json(yes), "{yes}");
        }
        for no in ["text/csv", "application/json;q=0, */*", "text/html", "application/xml, text/*"] {
            assert!(!takes_json(no), "{no}");
        }
    }
}
