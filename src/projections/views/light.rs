//! The view of a traffic light, which is attached to a node or a case.

use std::ops::Deref;

use super::declaration::view;
use super::trace::{EventTrace, judgement, positions, precision_name};
use crate::domain::field::Field;
use crate::domain::state::SubjectState;
use crate::field_reader::FieldReader;
use crate::money::Overflow;
use crate::notes;
use crate::notes::Attached;
use crate::report_builder::ReportBuilder;
use crate::rules::ReportRules;
use crate::text_source::TextSource;

view! {
    /// A traffic light.
    LightView(light: LightSource)
    read {
        /// The colour.
        colour: token(Colour),
        /// For time alone.
        time: token(Time),
        /// For money alone.
        money: token(Money),
        /// For quality alone.
        quality: token(Quality),
        /// The round it was set for.
        round: token(Round),
    }
    derived {
        /// The day it holds from.
        effective_on: String = "ingangsdatum", light.last.row.day.to_string();
        /// From an earlier round, not renewed.
        carried_over: bool = "overgenomen", light.carried_over;
        /// The element it was recorded under, where that was dropped.
        dropped_node: Option<String> = "onderdeelVervallen", light.builder.recorded_code(light.last);
    }
    optional {
        /// The lights of other groups of that day, which stand beside it: from new to old, none of them with others beside it.
        beside: Vec<LightView> = "daarnaast", light.builder.since(ReportRules::V2, Vec::new);
    }
}

/// A light, folded from the events of one group.
pub(crate) struct LightSource<'b, 's, W> {
    pub builder: &'b ReportBuilder<'b, 's, W>,
    /// Its events, in order.
    pub group: &'b [Attached<'s>],
    /// The last of them.
    pub last: &'b Attached<'s>,
    pub folded: &'b SubjectState,
    /// Whether it is from an earlier round.
    pub carried_over: bool,
    pub fields: FieldReader<'b, W>,
}

impl<'b, W> Deref for LightSource<'b, '_, W> {
    type Target = FieldReader<'b, W>;

    fn deref(&self) -> &FieldReader<'b, W> {
        &self.fields
    }
}

impl<W: TextSource> LightSource<'_, '_, W> {
    fn trace(&self) -> EventTrace {
        let rows = self.group.iter().map(|attached| attached.row);
        EventTrace {
            after_sealings: self.builder.after_sealings(rows, self.builder.contents.tree.at.day),
            precision: precision_name(self.last.row.precision),
            judgement: judgement(self.folded),
            positions: positions(self.folded),
            position: u64::from(self.last.row.position),
        }
    }
}

impl<'s, W: TextSource> ReportBuilder<'_, 's, W> {
    pub(crate) fn light(&self, all: &[Attached<'s>]) -> Result<Option<LightView>, Overflow> {
        let shown = notes::shown_in_tree(&self.contents.tree, all, self.round);
        let mut lights = notes::group_lights(self.state(), &shown.members).into_iter();
        let Some(first) = lights.next() else { return Ok(None) };
        let Some(light) = self.one_light(&first, shown.carried_over)? else { return Ok(None) };
        let beside = || {
            lights.filter_map(|group| self.one_light(&group, shown.carried_over).transpose()).collect::<Result<_, _>>()
        };
        Ok(Some(LightView { beside: self.since(ReportRules::V2, beside).transpose()?, ..light }))
    }

    fn one_light(&self, group: &[Attached<'s>], carried_over: bool) -> Result<Option<LightView>, Overflow> {
        let Some(last) = group.last() else { return Ok(None) };
        let folded = &notes::fold_light(self.state(), group);
        let fields = self.field_reader(&folded.settings);
        LightView::of(&LightSource { builder: self, group, last, folded, carried_over, fields }).map(Some)
    }
}
