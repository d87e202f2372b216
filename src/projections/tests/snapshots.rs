//! Property test of snapshots that are written while later events are applied and rolled back, against the state that never
//! saw those.

use proptest::prelude::*;

use super::random::{Seeds, log_of};
use crate::domain::state::{FoldedEvent, State};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_snapshot_written_while_events_come_is_that_of_its_position(
        all in prop::collection::vec(any::<Seeds>(), 1..70), begun in 0..=100u64, parts in prop::collection::vec(0..5usize, 0..60),
        rolled_back in any::<bool>(), part_bytes in 1..300usize,
    ) {
        let apply = |state: &mut State, facts: &mut dyn Iterator<Item = &FoldedEvent<'_>>| {
            facts.for_each(|fact| assert!(state.apply(fact).is_ok()));
        };
        let log = log_of(&all);
        let facts: Vec<_> = log.records.iter().map(|record| record.folded().unwrap()).collect();
        let begun = usize::try_from(begun).unwrap() * facts.len() / 100;
        let mut state = State::new();
        apply(&mut state, &mut facts[..begun].iter());
        let mut expected = Vec::new();
        state.to_snapshot(&mut expected);

        let (mut writer, mut written) = (state.begin_snapshot().in_parts_of(part_bytes), Vec::new());
        let (mut rest, mut parts) = (facts[begun..].iter(), parts.into_iter());
        if rolled_back {
            let mark = state.set_savepoint();
            apply(&mut state, &mut rest.clone().take(3));
            writer.write_part(&state, &mut written);
            state.roll_back(mark);
        }
        while writer.write_part(&state, &mut written) {
            let events = parts.next().unwrap_or(1);
            apply(&mut state, &mut rest.by_ref().take(events));
        }
        prop_assert!(written == expected, "{} of {} events", begun, facts.len());
        let mut read = State::from_snapshot(&written).unwrap();
        apply(&mut read, &mut facts[begun..].iter());
        let (mut whole, mut again) = (Vec::new(), Vec::new());
        log.state.to_snapshot(&mut whole);
        read.to_snapshot(&mut again);
        prop_assert!(whole == again, "after the rest");
    }
}
