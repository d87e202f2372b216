//! Property test of reports written part by part against the report built as a whole, over random logs with erasures.

use proptest::prelude::*;

use super::kit::{ROOT, request, with_cases};
use super::random::{DAYS, Seeds, log_of, sealed_log_of};
use crate::{ReportRequest, ReportWriter, append_state};

proptest! {
    #![proptest_config(with_cases(300))]

    #[test]
    fn a_report_written_part_by_part_has_the_bytes_and_digests_of_the_whole(
        all in prop::collection::vec(any::<Seeds>(), 1..70), on in 0..DAYS.len(), known in 1..=100u64, round in 0..4u8,
        sealed in any::<bool>(), erased in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let mut log = if sealed { sealed_log_of(&all) } else { log_of(&all) };
        for choice in erased {
            let position = 1 + u64::from(choice) % log.state.head();
            let kind = log.records[position as usize - 1].kind.name();
            if !kind.starts_with("gebeurtenis.") && kind != "ronde.vastgesteld" && !log.records[position as usize - 1].is_erased() {
                log.erase(position);
            }
        }
        let mut request = request(DAYS[on], 1 + known * (log.state.head() - 1) / 100);
        let id = (round > 0).then(|| format!("ronde{}", round - 1));
        request.round = id.filter(|id| log.try_report(&ReportRequest { round: Some(id.clone()), ..request.clone() }).is_ok());
        let Ok(whole) = log.try_report(&request) else { return Ok(()) };
        let (mut bytes, mut written) = (Vec::new(), ReportWriter::new(request));
        let digests = loop {
            let (next, part) = written.write_part(&log.state, &log).unwrap();
            bytes.extend(part);
            written = next;
            if let Some(digests) = written.digests() {
                break digests;
            }
        };
        prop_assert_eq!(&digests.context, &whole.context);
        let with_state = append_state(&log.state, &log, (&digests, &ROOT), &bytes).unwrap();
        prop_assert_eq!(with_state, whole.canonical_with_state(&ROOT, None));
        prop_assert_eq!(String::from_utf8(bytes).unwrap(), String::from_utf8(whole.canonical).unwrap());
        prop_assert_eq!((digests.whole, digests.skeleton), (whole.digest, whole.skeleton_digest));
        prop_assert_eq!((digests.erased, digests.lost), (whole.erased, whole.lost));
    }
}
