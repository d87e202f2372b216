//! Collects findings about money and decisions, before any text is read.

use super::FindingCode;
use super::collect::{FindingCollector, ShownSubject};
use super::pending::{FindingDetails, PendingFinding};
use crate::ReportError;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::SubjectNo;
use crate::round_scope::programme_of;
use crate::telling::{Telling, programmes_told};

impl<'p> FindingCollector<'p, '_> {
    /// Collects savings targets that are open, amounts that are exceeded, and covers across a year border.
    ///
    /// # Errors
    /// [`ReportError::Overflow`] when the open part of an amount can not be carried.
    pub fn collect_amounts(
        &self,
        seen: &[ShownSubject<'p>],
        drafts: &mut Vec<PendingFinding>,
    ) -> Result<(), ReportError> {
        let state = self.state();
        for amount in seen.iter().filter(|seen| state.entry(seen.no).kind == SubjectKind::Adjustment) {
            let settings = &amount.folded.settings;
            let open = self.contents.amounts.open_part(amount.no, amount.folded)?;
            let target = settings.token(Field::Kind).is_some_and(|kind| state.token(kind) == "taakstelling");
            let exceeded = open.is_some_and(|open| open < 0);
            if exceeded || target && open != Some(0) {
                let positions = self.basis_positions(amount);
                let (code, details) = match open.filter(|_| exceeded) {
                    Some(open) => (FindingCode::OddState, FindingDetails::Exceeded { by: -open }),
                    None => (
                        FindingCode::TargetOpen,
                        FindingDetails::TargetOpen { cents: settings.number(Field::Cents), open },
                    ),
                };
                drafts.push(PendingFinding::new(code, amount.no, &amount.nodes, positions, details));
            }
            self.cover_across_years(amount, drafts);
        }
        Ok(())
    }

    /// Collects amounts that the round carries over in a programme of which it tells others again. In a programme of which
    /// none is told again, nobody said that what is not told is gone.
    pub fn collect_not_told(&self, seen: &[ShownSubject<'p>], drafts: &mut Vec<PendingFinding>) {
        let (state, tree) = (self.state(), &self.contents.tree);
        let programme = |amount: &ShownSubject<'_>| amount.nodes.first().and_then(|node| programme_of(tree, *node));
        let amounts = seen.iter().filter(|seen| state.entry(seen.no).kind == SubjectKind::Adjustment);
        let told: Vec<(&ShownSubject<'p>, Telling)> =
            amounts.map(|amount| (amount, self.telling.of(amount.no, amount.nodes.first().copied()))).collect();
        let programmes = programmes_told(told.iter().map(|(amount, telling)| (programme(amount), *telling)));
        for (amount, _) in told.iter().filter(|(_, telling)| *telling == Telling::CarriedOver) {
            let year = amount.folded.settings.number(Field::FiscalYear);
            let of_this_year = year.is_none_or(|year| year == i64::from(self.point.fiscal_year));
            let is_among_told = programme(amount).is_some_and(|programme| programmes.contains(&programme));
            if let Some(last) = amount.folded.last.filter(|_| of_this_year && is_among_told) {
                let details = FindingDetails::NotToldAgain { since: (last.day, last.precision) };
                let code = FindingCode::AmountNotToldAgain;
                drafts.push(PendingFinding::new(code, amount.no, &amount.nodes, [last.position], details));
            }
        }
    }

    /// Returns the positions of the last event of the amount itself and of what covers and realises it.
    fn basis_positions(&self, amount: &ShownSubject<'p>) -> Vec<u64> {
        let amounts = &self.contents.amounts;
        let last = |no: &SubjectNo| amounts.in_effect(*no).and_then(|folded| folded.last);
        let pointing =
            [Field::Covers, Field::Realises].into_iter().flat_map(|field| amounts.linked_by(amount.no, field));
        let all = std::iter::once(amount.no).chain(pointing);
        all.filter_map(|no| last(&no).map(|last| last.position)).collect()
    }

    fn cover_across_years(&self, cover: &ShownSubject<'p>, drafts: &mut Vec<PendingFinding>) {
        let state = self.state();
        let settings = &cover.folded.settings;
        let Some((setting, target)) = settings.get(Field::Covers).zip(settings.token(Field::Covers)) else { return };
        let target = state.subject(&format!("{}/{}", SubjectKind::Adjustment.name(), state.token(target)));
        let covered = target.and_then(|no| Some((no, self.contents.amounts.in_effect(no)?)));
        let Some((other, covered)) = covered else { return };
        let years = settings.number(Field::FiscalYear).zip(covered.settings.number(Field::FiscalYear));
        let Some((year, other_year)) = years.filter(|(year, other)| year != other) else { return };
        let named = settings.token(Field::Decision);
        let named =
            named.and_then(|id| state.subject(&format!("{}/{}", SubjectKind::Decision.name(), state.token(id))));
        let concerning = state.entry(cover.no).referrers().filter(|no| self.concerns(*no, cover.no));
        if named.iter().copied().chain(concerning).any(|decision| self.is_taken(decision)) {
            return;
        }
        let positions = [setting.position, covered.last.map_or(0, |last| last.position)];
        let details = FindingDetails::AcrossYears { year, other, other_year };
        drafts.push(PendingFinding::new(FindingCode::CoverAcrossYears, cover.no, &cover.nodes, positions, details));
    }

    /// Returns true when a decision names the subject in its `betreft`.
    fn concerns(&self, decision: SubjectNo, subject: SubjectNo) -> bool {
        let state = self.state();
        if state.entry(decision).kind != SubjectKind::Decision {
            return false;
        }
        let settings = state.fold(decision, self.point.at).settings;
        let concerned = settings.get(Field::Concerns).map_or(&[][..], |setting| state.list(setting.value));
        concerned.iter().any(|name| state.subject(state.token(*name)) == Some(subject))
    }

    /// Returns true when a decision shows and was taken: it is neither only proposed nor rejected.
    pub fn is_taken(&self, decision: SubjectNo) -> bool {
        let (state, at) = (self.state(), self.point.at);
        let purport = state.fold(decision, at).settings.token(Field::Purport).map(|purport| state.token(purport));
        state.is_visible(decision, at) && !matches!(purport, Some("voorgesteld" | "verworpen"))
    }

    /// Collects decisions with a reservation. Whether the reservation was fulfilled is only in the record, so it is
    /// checked later.
    pub fn collect_decisions(&self, seen: &[ShownSubject<'p>], drafts: &mut Vec<PendingFinding>) {
        let state = self.state();
        for decision in seen.iter().filter(|seen| state.entry(seen.no).kind == SubjectKind::Decision) {
            let Some(setting) = decision.folded.settings.get(Field::Reservation) else { continue };
            let details = FindingDetails::Reservation { position: setting.position };
            drafts.push(PendingFinding::new(
                FindingCode::UnderReservation,
                decision.no,
                &decision.nodes,
                [setting.position],
                details,
            ));
        }
    }
}
