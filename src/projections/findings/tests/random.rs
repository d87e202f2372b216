//! Property test of findings against their reference implementation, over random logs, rounds and positions.

use proptest::prelude::*;

use super::plain::{findings, line};
use super::{ask, request};
use crate::findings::Finding;
use crate::tests::kit::with_cases;
use crate::tests::random::{Seeds, log_of, sealed_log_of};

/// Formats a finding on one line. For an amount of which too much is covered the positions are left out.
fn short(finding: &Finding) -> String {
    if finding.message.to_string().ends_with("meer gedekt of ingevuld dan het bedrag.") {
        return format!("{} {} te veel", finding.code.name(), finding.subject);
    }
    line(finding.code.name(), &finding.subject, &finding.positions)
}

proptest! {
    #![proptest_config(with_cases(400))]

    /// In whatever order history is recorded: every finding of the table is returned, and no other.
    #[test]
    fn the_findings_agree_with_the_plain_definition(
        all in prop::collection::vec(any::<Seeds>(), 1..70), known in 1..=100u64, round in 0..3u8, sealed in any::<bool>(),
    ) {
        let log = if sealed { sealed_log_of(&all) } else { log_of(&all) };
        let position = 1 + known * (log.state.head() - 1) / 100;
        let round = format!("ronde{round}");
        let mut request = request(&log, &round);
        request.position = position;
        match (ask(&log, &request), findings(&log, &round, position)) {
            (Ok(told), Some(plain)) => {
                let mut fast: Vec<String> = told.findings.iter().map(short).collect();
                fast.sort();
                let only = |a: &[String], b: &[String]| a.iter().filter(|one| !b.contains(one)).cloned().collect::<Vec<_>>().join("\n    ");
                prop_assert!(fast == plain, "only fast:\n    {}\n  only plain:\n    {}", only(&fast, &plain), only(&plain, &fast));
                prop_assert!(told.findings.iter().all(|f| !f.positions.is_empty() && f.positions.iter().all(|p| *p <= position)));
                let most = told.findings.iter().map(|finding| finding.code).collect::<Vec<_>>();
                prop_assert!(most.is_sorted(), "the gravest first");
            }
            (Err(_), None) => {}
            (told, plain) => prop_assert!(false, "told: {:?}, plain: {:?}", told.is_ok(), plain.is_some()),
        }
    }
}
