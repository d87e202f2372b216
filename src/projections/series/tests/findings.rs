//! Tests of the findings in series.

use proptest::prelude::*;
use serde_json::Value;

use super::{asked, everything};
use crate::findings::{FindingsRequest, findings};
use crate::tests::kit::with_cases;
use crate::tests::random::{Seeds, log_of, sealed_log_of};

proptest! {
    #![proptest_config(with_cases(100))]

    /// Each cell has the codes of the findings of its round on its subject, and no finding on a subject that has a cell
    /// is missing.
    #[test]
    fn a_cell_has_the_findings_of_its_round(all in prop::collection::vec(any::<Seeds>(), 1..80), sealed in any::<bool>()) {
        let log = if sealed { sealed_log_of(&all) } else { log_of(&all) };
        let request = everything(&log);
        let answer = asked(&log, &request);
        for (at, round) in answer["rondes"].as_array().unwrap().iter().enumerate() {
            let version = round["versie"].as_u64().map(|version| version as u32);
            let of_round = FindingsRequest { round: round["id"].as_str().unwrap().to_owned(),
                position: round["positie"].as_u64().unwrap(), version, head: request.position, node: None, with_since: false };
            let told = findings(&log.state, &log, &of_round).unwrap().findings;
            let subject = |row: &Value| match row["cellen"][at]["code"].as_str() {
                Some(code) => format!("onderdeel/{code}"),
                None => row["onderwerp"].as_str().unwrap().to_owned(),
            };
            let rows = answer["rijen"].as_array().unwrap().iter().filter(|row| !row["cellen"][at].is_null());
            let mut shown: Vec<(String, String)> = rows.clone().flat_map(|row| {
                let codes = row["cellen"][at]["signalen"].as_array().unwrap();
                codes.iter().map(|code| (subject(row), code.as_str().unwrap().to_owned())).collect::<Vec<_>>()
            }).collect();
            shown.sort();
            let has_row: Vec<String> = rows.map(subject).collect();
            let mut wanted: Vec<(String, String)> = told.iter()
                .filter(|finding| has_row.contains(&finding.subject))
                .map(|finding| (finding.subject.clone(), finding.code.name().to_owned())).collect();
            wanted.sort();
            prop_assert_eq!(shown, wanted);
        }
    }
}
