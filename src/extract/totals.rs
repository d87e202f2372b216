//! Finds a total and its parts: where a page gives both, the same money is drafted once.

use super::amount_kinds;
use super::money::{Adjustment, Ledger};
use crate::message;

pattern!(
    SPLIT,
    r"\b(?:opgebouwd|bestaat uit|bestaan uit|bestaande uit|onder te verdelen|uitgesplitst|te weten|namelijk|als volgt|waarvan|specificatie|verdeeld)\b"
);
pattern!(TOTAL, r"\b(?:totaal|totale|samen|tezamen|opgeteld|per saldo)\b");

/// How an amount relates to those around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AmountRole {
    Own,
    /// A part of the amount with this index, which the page states to be made up of parts.
    PartOf(usize),
    /// The same total again.
    Again(usize),
    /// The sum of others, or one of them, by the figures only; no word states it.
    Perhaps,
}

/// Leaves out the parts of a total, and a total that is given twice, each with a notice; amounts that only add up are
/// marked for review.
pub(super) fn leave_out_parts(ledger: &mut Ledger) {
    let roles = roles(&ledger.adjustments);
    let linked: Vec<String> =
        ledger.adjustments.iter().flat_map(|one| [&one.covers, &one.realises]).flatten().cloned().collect();
    let lines: Vec<u32> = ledger.adjustments.iter().map(|one| one.line).collect();
    let mut kept = Vec::new();
    for (mut one, role) in ledger.adjustments.drain(..).zip(roles) {
        let is_linked = linked.contains(&one.id) || one.covers.is_some() || one.realises.is_some();
        match role {
            AmountRole::PartOf(total) if !is_linked => {
                ledger.doubts.push((one.line, message!("extract-amount-part-of", line = lines[total])));
                continue;
            }
            AmountRole::Again(total) if !is_linked => {
                ledger.doubts.push((one.line, message!("extract-amount-again", line = lines[total])));
                continue;
            }
            AmountRole::Own => {}
            AmountRole::PartOf(_) | AmountRole::Again(_) | AmountRole::Perhaps => {
                one.uncertain.get_or_insert_with(|| message!("extract-amount-sum"));
            }
        }
        kept.push(one);
    }
    ledger.adjustments = kept;
}

/// Marks an amount that the page also gives at a node above or below: it may be the same money.
pub(super) fn mark_told_above(ledger: &mut Ledger) {
    let all = &ledger.adjustments;
    let is_in_line = |one: &Adjustment, other: &Adjustment| {
        one.node != other.node && (one.node.is_within(&other.node) || other.node.is_within(&one.node))
    };
    let is_told = |one: &Adjustment, other: &Adjustment| {
        let linked = |one: &Adjustment, other: &Adjustment| {
            [&one.covers, &one.realises].into_iter().flatten().any(|id| *id == other.id)
        };
        one.cents.is_some()
            && one.cents == other.cents
            && is_in_line(one, other)
            && (one.year == other.year || one.year.is_none() || other.year.is_none())
            && !amount_kinds::is_opposite(one.effect, other.effect)
            && !linked(one, other)
            && !linked(other, one)
    };
    let told: Vec<Option<u32>> = (0..all.len())
        .map(|at| all[..at].iter().find(|first| is_told(first, &all[at])).map(|first| first.line))
        .collect();
    for (one, line) in ledger.adjustments.iter_mut().zip(told) {
        if let Some(line) = line {
            one.uncertain.get_or_insert_with(|| message!("extract-amount-above", line = line));
        }
    }
}

fn roles(all: &[Adjustment]) -> Vec<AmountRole> {
    let mut roles = vec![AmountRole::Own; all.len()];
    for total in 0..all.len() {
        let (behind, before) = (parts(all, total, total + 1..all.len()), parts(all, total, (0..total).rev()));
        let (parts, is_said) = match (behind, before) {
            (Some(parts), _) => (parts, SPLIT.is_match(&all[total].sentence)),
            (None, Some(parts)) if TOTAL.is_match(&all[total].sentence) => (parts, true),
            (None, _) => continue,
        };
        let is_told_already = parts.iter().find_map(|part| match roles[*part] {
            AmountRole::PartOf(first) if all[first].cents == all[total].cents => Some(first),
            AmountRole::PartOf(_) | AmountRole::Own | AmountRole::Again(_) | AmountRole::Perhaps => None,
        });
        if let Some(first) = is_told_already {
            roles[total] = AmountRole::Again(first);
            continue;
        }
        for part in parts {
            roles[part] = if is_said { AmountRole::PartOf(total) } else { AmountRole::Perhaps };
        }
        if !is_said {
            roles[total] = AmountRole::Perhaps;
        }
    }
    roles
}

/// Returns the run of at least two amounts of the same node, adjacent to the total, that add up to it.
fn parts(all: &[Adjustment], total: usize, run: impl Iterator<Item = usize>) -> Option<Vec<usize>> {
    let wanted = all[total].cents.filter(|cents| *cents > 0)?;
    let (mut sum, mut parts) = (0_i64, Vec::new());
    for at in run {
        let part = all[at].cents.filter(|cents| *cents > 0 && all[at].node == all[total].node)?;
        sum = sum.checked_add(part)?;
        parts.push(at);
        if sum >= wanted {
            return Some(parts).filter(|parts| sum == wanted && parts.len() > 1);
        }
    }
    None
}
