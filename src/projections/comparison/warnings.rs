//! Computes warnings that two reports may not be comparable. The condition of each warning is documented at its
//! variant.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Difference, Nature, TotalRow};
use super::request::{ComparisonPoint, ComparisonRequest};
use crate::domain::event::Level;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State, SubjectNo, Symbol};
use crate::goal_tree::GoalTree;
use crate::round_scope::programme_of;
use crate::{Basis, RecordReadError, RecordSource, word_enum};

word_enum! {
    /// Why two reports may not bear comparison; each condition stands at its variant.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Warning {
        /// Something differs only because B is looked at as another round than A, or as none.
        OtherView = "andere-weergave",
        /// Both are reports of rounds, and the rounds are of another kind.
        OtherKindOfRound = "andere-soort-ronde",
        /// They are on another budget year: that of the round, or of the date where there is none.
        OtherFiscalYear = "ander-begrotingsjaar",
        /// The round of a side does not report a programme that stands: what is shown of it there is of another round.
        UnreportedProgrammes = "niet-gerapporteerde-programmas",
        // Of some programme: see `is_of_other_detail`. The sentence below is published, and so are its words.
        /// Both are reports of rounds, and the deepest level with notes or lights of its own is another.
        OtherLevelOfDetail = "ander-detailniveau",
        /// A node was replaced, renamed to another code, added or dropped: totals per node do not stand beside the same node.
        OtherTree = "andere-doelenboom",
        /// What A or B names as known was put into the log after the moment it names.
        EnteredAfterwards = "achteraf-ingevoerd",
        /// Some total on either side holds an amount whose size is not given.
        ProMemorie = "pm-bedragen",
        /// The reporting date of a third round lies between the two dates.
        RoundsBetween = "tussenliggende-rondes",
        /// A text that differs was erased on either side, or may have differed and was on both: whether the words differed can not be
        /// told any more.
        ErasedTexts = "gewiste-teksten",
        /// The same of a text that is missing, since the log was restored without its secrets.
        MissingTexts = "ontbrekende-teksten",
        /// A difference rests on an event that still has to be looked at.
        Unreviewed = "nog-na-te-kijken",
        /// B was known before A: corrections are shown backwards.
        KnownEarlier = "naar-eerder-bekend",
        /// The date of B lies before that of A.
        EarlierDate = "naar-eerdere-peildatum",
    }
}

/// Why rows can not be decided where the texts of both sides are gone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Undecided {
    pub erased: bool,
    pub missing: bool,
}

/// The input of all warnings.
pub(super) struct WarningInput<'a> {
    pub state: &'a State,
    pub contents: &'a dyn RecordSource,
    pub request: &'a ComparisonRequest,
    pub bases: &'a [Basis; 2],
    pub totals: &'a [TotalRow],
    pub differences: &'a [Difference],
    pub undecided: Undecided,
    pub unreviewed: bool,
    /// Whether a side leaves out a programme.
    pub unreported: bool,
}

/// Returns the warnings that apply, each once, in the order of their variants.
///
/// # Errors
/// Returns [`RecordReadError`] when the record at either position can not be read.
pub(super) fn warnings(evidence: &WarningInput<'_>) -> Result<Vec<Warning>, RecordReadError> {
    let (from, to) = (&evidence.request.from, &evidence.request.to);
    let all = [
        (Warning::OtherView, evidence.differences.iter().any(|row| row.nature == Nature::View)),
        (Warning::OtherKindOfRound, evidence.differs(|point| evidence.round_field(point, Field::Kind))),
        (Warning::OtherFiscalYear, evidence.bases[0].fiscal_year != evidence.bases[1].fiscal_year),
        (Warning::UnreportedProgrammes, evidence.unreported),
        (Warning::OtherLevelOfDetail, evidence.is_of_other_detail()),
        (Warning::OtherTree, evidence.differences.iter().any(redraws_the_tree)),
        (Warning::EnteredAfterwards, evidence.entered_afterwards()?),
        (Warning::ProMemorie, evidence.totals.iter().any(|row| row.pro_memorie_from + row.pro_memorie_to > 0)),
        (Warning::RoundsBetween, evidence.rounds_between()),
        (Warning::ErasedTexts, evidence.undecided.erased || evidence.differences.iter().any(|row| row.erased)),
        (
            Warning::MissingTexts,
            evidence.undecided.missing || evidence.differences.iter().any(|row| !row.missing_texts.is_empty()),
        ),
        (Warning::Unreviewed, evidence.unreviewed),
        (Warning::KnownEarlier, to.position < from.position),
        (Warning::EarlierDate, to.on < from.on),
    ];
    Ok(all.into_iter().filter(|(_, applies)| *applies).map(|(warning, _)| warning).collect())
}

fn redraws_the_tree(row: &Difference) -> bool {
    row.subject.starts_with("onderdeel/") && matches!(row.field.as_str(), "bestaan" | "code" | "bovenliggend")
}

impl WarningInput<'_> {
    /// Returns true when both points are of rounds and `of` differs between them.
    fn differs<T: PartialEq>(&self, of: impl Fn(&ComparisonPoint) -> Option<T>) -> bool {
        let (from, to) = (of(&self.request.from), of(&self.request.to));
        from.is_some() && to.is_some() && from != to
    }

    fn round_field(&self, point: &ComparisonPoint, field: Field) -> Option<Symbol> {
        let no = self.state.subject(&format!("{}/{}", SubjectKind::Round.name(), point.round.as_deref()?))?;
        self.state.fold(no, AsOf { day: point.on, position: point.position }).settings.token(field)
    }

    /// Returns true when both points are of rounds that report some programme to another depth.
    fn is_of_other_detail(&self) -> bool {
        let points = [&self.request.from, &self.request.to];
        let at = |point: &ComparisonPoint| AsOf { day: point.on, position: point.position };
        let later = points.into_iter().map(at).max().expect("there are two");
        let later = GoalTree::new(self.state, later);
        let [from, to] = points.map(|point| self.deepest_levels(point, at(point), &later));
        from.iter().any(|(programme, level)| to.get(programme).is_some_and(|other| other != level))
    }

    /// Returns the deepest level of a node with notes or lights of the round itself, for each programme; none for a report
    /// by date. A programme is what it is in the later tree.
    fn deepest_levels(&self, point: &ComparisonPoint, at: AsOf, later: &GoalTree<'_>) -> BTreeMap<SubjectNo, Level> {
        let tree = GoalTree::new(self.state, at);
        let mut levels = BTreeMap::new();
        let own = point.round.iter().flat_map(|round| self.state.naming_round(round, at.position));
        let on_nodes = own.filter(|(no, _)| self.state.entry(*no).kind == SubjectKind::Node);
        for (no, row) in on_nodes.filter(|(_, row)| row.day <= at.day && self.state.counts(row, at.position)) {
            let node = tree.resolve(no, row.day);
            let level = tree.node(node).folded.settings.token(Field::Level);
            let level = level.and_then(|level| Level::from_name(self.state.token(level)));
            let programme = programme_of(&tree, node).and_then(|no| programme_of(later, later.resolve(no, at.day)));
            if let Some((programme, level)) = programme.zip(level) {
                levels
                    .entry(programme)
                    .and_modify(|deepest: &mut Level| *deepest = level.max(*deepest))
                    .or_insert(level);
            }
        }
        levels
    }

    /// Returns true when something that a point counts as known was logged after that moment: `gelogdOp` of the event
    /// at its position is later than its `geregistreerdOp`. Positions and both moments rise together, so one record is
    /// enough.
    fn entered_afterwards(&self) -> Result<bool, RecordReadError> {
        let positions: BTreeSet<u64> = [self.request.from.position, self.request.to.position].into();
        let positions: Vec<u64> = positions.into_iter().collect();
        Ok(self.contents.records(&positions)?.iter().any(|record| record.logged_at > record.recorded_at))
    }

    /// Returns true when the reporting date of a third round, as the later of the two points knows it, lies between the
    /// dates.
    fn rounds_between(&self) -> bool {
        let (from, to) = (&self.request.from, &self.request.to);
        let (first, last) = (from.on.min(to.on).to_string(), from.on.max(to.on).to_string());
        let at = AsOf { day: from.on.max(to.on), position: from.position.max(to.position) };
        let third = |no: &&SubjectNo| {
            let id = Some(self.state.entry(**no).id());
            id != from.round.as_deref() && id != to.round.as_deref() && self.state.is_visible(**no, at)
        };
        self.state.subjects_of(SubjectKind::Round).iter().filter(third).any(|no| {
            let date = self.state.fold(*no, at).settings.token(Field::ReportingDate).map(|date| self.state.token(date));
            date.is_some_and(|date| first.as_str() < date && date < last.as_str())
        })
    }
}
