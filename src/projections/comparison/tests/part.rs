//! The state with part of a log is the state of a log that has only that part: what an explanation is checked with.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::enough::{same, with_only};
use super::plain::Side;
use crate::comparison::compared_value::{ComparedFields, TextCache};
use crate::comparison::kinds::is_compared;
use crate::comparison::point_view::PointView;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, PartialLog, SubjectNo};
use crate::domain::time::Day;
use crate::plain::PlainReport;
use crate::tests::kit::{TestLog, with_cases};
use crate::tests::random::{DAYS, Seeds, log_of};

/// Returns the fields with their texts, without empty values.
fn with_texts(log: &TestLog, fields: &ComparedFields) -> Map<String, Value> {
    let mut texts = TextCache::new(log);
    texts.read(fields.values().filter_map(|value| value.text())).unwrap();
    let told = fields.iter().map(|(name, value)| (name.clone(), texts.resolve(value).value));
    told.filter(|(_, value)| !same(value, &Value::Null)).collect()
}

proptest! {
    #![proptest_config(with_cases(256))]

    #[test]
    fn the_state_with_part_of_a_log_is_that_of_a_log_with_only_that_part(
        mut all in prop::collection::vec(any::<Seeds>(), 1..60), day in 0..DAYS.len(), known in 1..=100u64, salt in any::<u64>(),
    ) {
        // An event whose texts are gone can not be sent again.
        all.iter_mut().filter(|seeds| seeds[6] % 16 == 14).for_each(|seeds| seeds[6] = 0);
        let log = log_of(&all);
        let head = log.state.head();
        let known = 1 + known * (head - 1) / 100;
        let day = Day::parse(DAYS[day]).unwrap();
        let kept: BTreeSet<u64> = (known + 1..=head).filter(|position| salt >> (position % 64) & 1 == 1).collect();
        let listed: Vec<u64> = kept.iter().copied().collect();
        let only = with_only(&log, known, &listed);
        let records = only.records.iter().map(AsRef::as_ref).collect();
        let side = Side { plain: PlainReport { log: records, day, year: 2019, round: None, version: 2 } };
        let at = |position| AsOf { day, position };
        let mut part = PartialLog::new(at(known), at(head));
        part.keep_only(&log.state, &kept);
        let subjects: BTreeSet<SubjectNo> =
            SubjectKind::ALL.into_iter().filter(|kind| is_compared(*kind)).flat_map(|kind| log.state.subjects_of(kind)).copied().collect();
        let mut whole = PointView::new(&log.state, at(head), None);
        whole.prepare(&log, &subjects).unwrap();
        for no in subjects {
            let name = &*log.state.entry(no).name;
            let fast = whole.with_only(&part, no).fields(no).unwrap();
            let mut fast = fast.map(|fields| with_texts(&log, &fields));
            let mut plain = side.fields(name);
            // Which decision fulfils a reservation is read for the events that set it in the whole log.
            for fields in [&mut fast, &mut plain].into_iter().flatten() {
                fields.remove("voorbehoudVervuld");
                fields.retain(|_, value| !same(value, &Value::Null));
            }
            prop_assert_eq!(fast, plain, "{} at {} with {:?} of {}", name, known, &listed, head);
        }
    }
}
