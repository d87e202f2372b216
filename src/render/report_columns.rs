//! Defines the columns of a report in a file. They are stable: new ones go to the end of their group, and none changes
//! its meaning.

use crate::domain::field::Field;
use crate::projections::VIEWS;
use crate::table::{Column, ColumnKind};

/// Every column of the CSV: those of [`PUBLISHED`], and then a column for every field of a view that has none there, in
/// the order of the numbers of the fields. A number is never given again, so the order of columns never changes.
pub(crate) const COLUMNS: &[Column] = &{
    let mut columns = [PUBLISHED[0]; PUBLISHED.len() + later(&mut [Field::Level; LATER_MAX])];
    let mut at = 0;
    while at < PUBLISHED.len() {
        columns[at] = PUBLISHED[at];
        at += 1;
    }
    let mut fields = [Field::Level; LATER_MAX];
    let count = later(&mut fields);
    while at < PUBLISHED.len() + count {
        columns[at] = Column::recorded(fields[at - PUBLISHED.len()]);
        at += 1;
    }
    columns
};

/// As many as the fields that a number of one byte can tell apart.
const LATER_MAX: usize = 256;

/// Collects the fields of views without a column in [`PUBLISHED`], and returns how many there are.
const fn later(into: &mut [Field; LATER_MAX]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < Field::ALL.len() {
        let field = Field::ALL[at];
        if is_in_a_view(field) && !is_published(field) {
            into[count] = field;
            count += 1;
        }
        at += 1;
    }
    count
}

const fn is_in_a_view(field: Field) -> bool {
    let mut view = 0;
    while view < VIEWS.len() {
        let (fields, mut at) = (VIEWS[view].fields, 0);
        while at < fields.len() {
            if fields[at].field as u8 == field as u8 {
                return true;
            }
            at += 1;
        }
        view += 1;
    }
    false
}

const fn is_published(field: Field) -> bool {
    let mut at = 0;
    while at < PUBLISHED.len() {
        if is_of(PUBLISHED[at].key, field.name()) {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns true for the key of a field, or of a part of it: `taakveld.code` is of `taakveld`.
const fn is_of(key: &str, field: &str) -> bool {
    let (key, field) = (key.as_bytes(), field.as_bytes());
    if key.len() < field.len() || (key.len() > field.len() && key[field.len()] != b'.') {
        return false;
    }
    let mut at = 0;
    while at < field.len() {
        if key[at] != field[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The columns in the order in which they were published. A key without a point is a key of the JSON, or one that the row itself adds:
/// `feit`, `programma`, `onderdeel`, `onderdeelTitel`, `onderwerp`, `dossier`, `gemeld`.
const PUBLISHED: &[Column] = &[
    Column::of("feit", ColumnKind::Word),
    Column::of("basis.peildatum", ColumnKind::Day),
    Column::of("basis.positie", ColumnKind::Whole),
    Column::of("programma", ColumnKind::Id),
    Column::recorded(Field::Node),
    Column::of("onderdeelTitel", ColumnKind::Name),
    Column::recorded(Field::Level),
    Column::recorded(Field::Case),
    Column::of("onderwerp", ColumnKind::Id),
    Column::recorded(Field::Id),
    Column::recorded(Field::Title),
    Column::recorded(Field::Name),
    Column::recorded(Field::Description),
    Column::recorded(Field::Heading),
    Column::recorded(Field::Body),
    Column::recorded(Field::Cause),
    Column::recorded(Field::Consequence),
    Column::recorded(Field::Steering),
    Column::recorded(Field::Summary),
    Column::recorded(Field::Mission),
    Column::recorded(Field::Kind),
    Column::recorded(Field::Status),
    Column::of("sinds", ColumnKind::Day),
    Column::recorded(Field::Due),
    Column::of("ingangsdatum", ColumnKind::Day),
    Column::recorded(Field::DuePrecision),
    Column::recorded(Field::Colour),
    Column::recorded(Field::Time),
    Column::recorded(Field::Money),
    Column::recorded(Field::Quality),
    Column::recorded(Field::Round),
    Column::of("overgenomen", ColumnKind::Flag),
    Column::recorded(Field::Order),
    Column::recorded(Field::FollowUpOn),
    Column::recorded(Field::Cases),
    Column::recorded(Field::Cents),
    Column::recorded(Field::ProMemorie),
    Column::of("aantalPm", ColumnKind::Whole),
    Column::of("openInCenten", ColumnKind::Cents),
    Column::recorded(Field::Effect),
    Column::recorded(Field::Standing),
    Column::recorded(Field::Side),
    Column::recorded(Field::Duration),
    Column::recorded(Field::FiscalYear),
    Column::recorded(Field::Covers),
    Column::recorded(Field::Realises),
    Column::of("gedektDoor", ColumnKind::Id),
    Column::of("gerealiseerdDoor", ColumnKind::Id),
    Column::recorded(Field::SourceUnit),
    Column::of("taakveld.code", ColumnKind::Id),
    Column::of("taakveld.iv3Jaar", ColumnKind::Whole),
    Column::recorded(Field::Decision),
    Column::of("gemeld", ColumnKind::Word),
    Column::recorded(Field::Capacity),
    Column::recorded(Field::Place),
    Column::recorded(Field::Temporary),
    Column::recorded(Field::Extent),
    Column::recorded(Field::ReplacedBy),
    Column::recorded(Field::Period),
    Column::recorded(Field::Value),
    Column::recorded(Field::Unit),
    Column::recorded(Field::Direction),
    Column::recorded(Field::Trend),
    Column::recorded(Field::Norm),
    Column::of("streefwaarde", ColumnKind::Decimal),
    Column::recorded(Field::Source),
    Column::recorded(Field::DependsOn),
    Column::recorded(Field::Result),
    Column::recorded(Field::Reason),
    Column::recorded(Field::Outcome),
    Column::recorded(Field::DecidingBody),
    Column::recorded(Field::PaperNumber),
    Column::recorded(Field::Purport),
    Column::recorded(Field::Concerns),
    Column::of("voorbehoud.tekst", ColumnKind::Prose),
    Column::of("voorbehoud.orgaan", ColumnKind::Word),
    Column::of("voorbehoud.vervuldDoor", ColumnKind::Id),
    Column::recorded(Field::Url),
    Column::recorded(Field::Owner),
    Column::recorded(Field::Parties),
    Column::recorded(Field::References),
    Column::recorded(Field::Committee),
    Column::recorded(Field::Portfolios),
    Column::recorded(Field::ContinuationOf),
    Column::of("vervallen", ColumnKind::Flag),
    Column::of("onderdeelVervallen", ColumnKind::Id),
    Column::of("wat", ColumnKind::Event),
    Column::recorded(Field::Judgement),
    Column::recorded(Field::Position),
    Column::of("posities", ColumnKind::Trail),
    Column::of("naVaststelling", ColumnKind::Id),
    Column::recorded(Field::Sequence),
    Column::of("beschikbaarOp", ColumnKind::Id),
    Column::recorded(Field::Digest),
    Column::recorded(Field::SkeletonDigest),
    Column::recorded(Field::Root),
    Column::of("vaststelling", ColumnKind::Prose),
    Column::of("gewist", ColumnKind::Id),
];

/// Columns that a sheet has in addition to those of the CSV, for the light of a row, which has a row of its own in the
/// CSV.
pub(super) const LIGHT_COLUMNS: &[Column] = &[
    Column::of("stoplicht.kleur", ColumnKind::Colour),
    Column::of("stoplicht.ingangsdatum", ColumnKind::Day),
    Column::of("stoplicht.ronde", ColumnKind::Id),
];

/// Returns the kind of a field of the report.
pub(crate) fn kind_of(key: &str) -> Option<ColumnKind> {
    COLUMNS.iter().find(|column| column.key == key).map(|column| column.kind)
}
