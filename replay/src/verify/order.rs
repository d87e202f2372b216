//! Finds the lines of an export that are out of order: those that are not part of every longest increasing subsequence
//! of positions.
//!
//! A missing line leaves a gap and moves nothing. Of two swapped lines both are reported; a moved line is reported
//! alone.

/// Returns for each position, in line order, whether it is in order relative to the others.
pub fn find_in_order(positions: &[u64]) -> Vec<bool> {
    let before = run_lengths(positions.iter().copied());
    // Read backwards, falling positions become rising ones when they are negated.
    let mut after = run_lengths(positions.iter().rev().map(|position| u64::MAX - position));
    after.reverse();
    let longest = before.iter().copied().max().unwrap_or(0);
    let part = |at: usize| before[at] + after[at] == longest + 1;
    // At each length one position is required; where several qualify, none is certain to be in order.
    let mut serving = vec![0u32; longest + 1];
    (0..positions.len()).filter(|at| part(*at)).for_each(|at| serving[before[at]] += 1);
    (0..positions.len()).map(|at| part(at) && serving[before[at]] == 1).collect()
}

/// Computes, for each index, the length of the longest strictly increasing subsequence that ends there.
fn run_lengths(positions: impl Iterator<Item = u64>) -> Vec<usize> {
    let mut ends: Vec<u64> = Vec::new(); // for each length, the lowest last position of a subsequence
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
    use super::find_in_order;

    fn out_of_order(positions: &[u64]) -> Vec<u64> {
        let told = find_in_order(positions);
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
