//! Which lines of an export stand out of their order: those that are not part of every longest run of rising positions.
//!
//! A dropped line leaves a gap and moves nothing; two swapped lines are both told, and a moved line alone.

/// Of each position, in the order of the lines, whether it stands where it belongs among the others.
pub fn in_order(positions: &[u64]) -> Vec<bool> {
    let before = run_lengths(positions.iter().copied());
    // From the end backwards, falling positions rise when they are turned.
    let mut after = run_lengths(positions.iter().rev().map(|position| u64::MAX - position));
    after.reverse();
    let longest = before.iter().copied().max().unwrap_or(0);
    let part = |at: usize| before[at] + after[at] == longest + 1;
    // At each length one position is needed; where two can serve, neither is sure to be in its place.
    let mut serving = vec![0u32; longest + 1];
    (0..positions.len()).filter(|at| part(*at)).for_each(|at| serving[before[at]] += 1);
    (0..positions.len()).map(|at| part(at) && serving[before[at]] == 1).collect()
}

/// The length of the longest strictly rising run that ends at each place.
fn run_lengths(positions: impl Iterator<Item = u64>) -> Vec<usize> {
    let mut ends: Vec<u64> = Vec::new(); // of the runs of each length, the lowest last position
    let length = |position: u64| {
        let at = ends.partition_point(|end| *end < position);
        match ends.get_mut(at) {
            Some(end) => *end = position,
            None => ends.push(position),
        }
        at + 1
    };
    positions.map(length).collect()
}

#[cfg(test)]
mod tests {
    use super::in_order;

    fn out_of_order(positions: &[u64]) -> Vec<u64> {
        let told = in_order(positions);
        positions.iter().zip(told).filter(|(_, fits)| !fits).map(|(position, _)| *position).collect()
    }

    #[test]
    fn what_was_moved_is_told_and_nothing_else() {
        for (lines, moved) in [
            (&[1, 2, 3, 4, 5][..], &[][..]),
            (&[1, 2, 4, 5], &[]),
            (&[1, 3, 2, 4, 5], &[3, 2]),
            (&[1, 5, 3, 4, 2, 6], &[5, 2]),
            (&[1, 3, 4, 5, 2, 6], &[2]),
            (&[1, 2, 900, 4, 5], &[900]),
            (&[2, 1], &[2, 1]),
            (&[], &[]),
        ] {
            assert_eq!(out_of_order(lines), moved, "{lines:?}");
        }
    }
}
