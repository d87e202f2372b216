//! The reference implementation: what is shown, and where.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{LATE, PlainReport, SetFields};
use crate::domain::ids::compare_codes;
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::{CaseView, DecisionView, NodeView};

/// What is attached to a node or a case.
#[derive(Default)]
pub(crate) struct PlainAttachments<'r> {
    pub(crate) notes: Vec<(&'r Record, Option<String>)>,
    pub(crate) lights: Vec<(&'r Record, Option<String>)>,
    pub(crate) lists: BTreeMap<&'static str, Vec<Value>>,
    pub(crate) announced: Vec<&'r Record>,
}

/// Year, node, words, sum in eurocents, number of amounts p.m.
type Total = (Option<i64>, String, Vec<Option<String>>, i64, u64);

type AttachmentsByOwner<'r> = BTreeMap<Option<String>, PlainAttachments<'r>>;

impl<'r> PlainReport<'r> {
    /// Returns the report of everything, without its basis.
    pub fn report(&self) -> Value {
        let (mut nodes, mut cases): (AttachmentsByOwner<'r>, AttachmentsByOwner<'r>) = Default::default();
        self.attach_nodes(&mut nodes);
        let placed_cases = self.attach_cases(&mut nodes, &mut cases);
        let amounts = self.attach_subjects(&mut nodes, &mut cases);
        for (node, view) in placed_cases {
            let hanging = &cases[&Some(view["id"].as_str().unwrap().to_owned())];
            let view = self.with_attachments(view, hanging, &["bijstellingen", "voorzieningen", "mijlpalen"]);
            nodes.entry(node).or_default().lists.entry("dossiers").or_default().push(view);
        }
        // The parent of a node may be a code to which nothing is attached.
        while let Some(missing) =
            nodes.keys().flatten().filter_map(|code| self.parent(code)).find(|p| !nodes.contains_key(&Some(p.clone())))
        {
            nodes.insert(Some(missing), PlainAttachments::default());
        }
        let decisions = self.decisions(&nodes, &cases);
        json!({ "onderdelen": self.below(None, &nodes), "financien": self.finance(&amounts), "besluiten": decisions })
    }

    pub(crate) fn attach_nodes(&self, nodes: &mut AttachmentsByOwner<'r>) {
        for subject in self.subjects("onderdeel/") {
            let code = &subject["onderdeel/".len()..];
            let introduced = self.standing(&subject, LATE).iter().any(|r| r.kind.introduces());
            if self.stands(code) || !introduced && self.shows(&subject) {
                nodes.entry(Some(code.to_owned())).or_default();
            }
            for row in self.standing(&subject, self.day) {
                let to = self.resolve(code, row.effective_on);
                let dropped = (to != code).then(|| code.to_owned());
                match row.kind.name() {
                    "toelichting.vastgelegd" => nodes.entry(Some(to)).or_default().notes.push((row, dropped)),
                    "stoplicht.gezet" => nodes.entry(Some(to)).or_default().lights.push((row, dropped)),
                    _ => {}
                }
            }
            for row in self.later(&subject) {
                let home =
                    if self.stands(code) { Some(code.to_owned()) } else { self.standing_above(code, row.effective_on) };
                nodes.entry(home).or_default().announced.push(row);
            }
        }
    }

    pub(crate) fn standing_above(&self, code: &str, then: Day) -> Option<String> {
        let (mut code, mut seen) = (code.to_owned(), BTreeSet::new());
        while seen.insert(code.clone()) {
            let (fields, _) = self.fold(&format!("onderdeel/{code}"), then);
            let (parent, by) = fields.get("bovenliggend")?;
            code = self.resolve(parent.as_str().unwrap(), by.effective_on);
            if self.stands(&code) {
                return Some(code);
            }
        }
        None
    }

    pub(crate) fn attach_cases(
        &self,
        nodes: &mut AttachmentsByOwner<'r>,
        cases: &mut AttachmentsByOwner<'r>,
    ) -> Vec<(Option<String>, Value)> {
        let mut placed = Vec::new();
        for subject in self.subjects("dossier/") {
            let id = subject["dossier/".len()..].to_owned();
            let (fields, rows) = self.fold(&subject, self.day);
            let status = Self::status(&rows);
            let closed = status.filter(|r| r.kind.name() == "dossier.gesloten");
            let alive = closed.is_none_or(|r| i64::from(r.effective_on.year()) == self.year);
            let (node, dropped, _) = self.place(&fields);
            if !(alive && self.shows(&subject)) {
                for row in self.later(&subject) {
                    nodes.entry(self.future_node(&subject, row)).or_default().announced.push(row);
                }
                continue;
            }
            let hanging = cases.entry(Some(id.clone())).or_default();
            for row in self.standing(&subject, self.day) {
                match row.kind.name() {
                    "toelichting.vastgelegd" => hanging.notes.push((row, None)),
                    "stoplicht.gezet" => hanging.lights.push((row, None)),
                    _ => {}
                }
            }
            hanging.announced = self.later(&subject);
            let mut view = self.object(&id, CaseView::FIELDS, &fields, &rows);
            view.insert("status".into(), if closed.is_some() { "gesloten" } else { "open" }.into());
            view.insert("sinds".into(), day_of(status));
            view.insert("onderdeelVervallen".into(), json!(dropped));
            self.mark_subject(&mut view, &subject);
            placed.push((node, Value::Object(view)));
        }
        placed
    }

    pub(crate) fn future_node(&self, subject: &str, row: &Record) -> Option<String> {
        let (node, _, _) = self.place(&self.fold(subject, row.effective_on).0);
        let node = node?;
        if self.stands(&node) { Some(node) } else { self.standing_above(&node, row.effective_on) }
    }

    /// Places facilities, amounts, indicators and milestones. Returns the amounts shown with their nodes, for the
    /// totals.
    pub(crate) fn attach_subjects(
        &self,
        nodes: &mut AttachmentsByOwner<'r>,
        cases: &mut AttachmentsByOwner<'r>,
    ) -> Vec<(Option<String>, SetFields<'r>)> {
        let (shown_amounts, mut amounts) = (self.shown_amounts(), Vec::new());
        for (kind, list) in [
            ("voorziening", "voorzieningen"),
            ("bijstelling", "bijstellingen"),
            ("indicator", "indicatoren"),
            ("mijlpaal", "mijlpalen"),
        ] {
            for subject in self.subjects(&format!("{kind}/")) {
                let id = &subject[kind.len() + 1..];
                let (fields, rows) = self.fold(&subject, self.day);
                let status = Self::status(&rows);
                let ended = status.filter(|r| {
                    ["voorziening.gesloten", "mijlpaal.gehaald", "mijlpaal.vervallen"].contains(&r.kind.name())
                });
                let alive = match kind {
                    "bijstelling" => shown_amounts.contains(id),
                    _ => ended.is_none_or(|r| i64::from(r.effective_on.year()) == self.year),
                };
                let (node, mut dropped, case) = self.place(&fields);
                let in_case = case.clone().filter(|case| cases.contains_key(&Some(case.clone())));
                let shown = self.shows(&subject) && alive;
                if shown {
                    dropped = dropped.filter(|_| in_case.is_none());
                    let mut view = match kind {
                        "voorziening" => self.facility(id, &fields, &rows),
                        "bijstelling" => self.adjustment(id, &fields, &rows),
                        "indicator" => self.indicator(id, &fields, &rows),
                        _ => self.milestone(id, &fields, &rows),
                    };
                    view.insert("onderdeelVervallen".into(), json!(dropped));
                    self.mark_subject(&mut view, &subject);
                    if kind != "indicator" {
                        view.insert("dossier".into(), json!(case));
                    }
                    if kind == "bijstelling" {
                        amounts.push((node.clone(), fields));
                    }
                    let home = if in_case.is_some() { cases.entry(in_case) } else { nodes.entry(node) };
                    home.or_default().lists.entry(list).or_default().push(Value::Object(view));
                }
                if !(shown && kind == "voorziening") {
                    for row in self.later(&subject) {
                        let (_, _, case) = self.place(&self.fold(&subject, row.effective_on).0);
                        let home = match case.filter(|case| cases.contains_key(&Some(case.clone()))) {
                            Some(case) => cases.entry(Some(case)),
                            None => nodes.entry(self.future_node(&subject, row)),
                        };
                        home.or_default().announced.push(row);
                    }
                }
            }
        }
        amounts
    }

    pub(crate) fn decisions(&self, nodes: &AttachmentsByOwner<'r>, cases: &AttachmentsByOwner<'r>) -> Value {
        let listed = |list: &str| -> BTreeSet<String> {
            let all = nodes.values().chain(cases.values()).flat_map(|h| h.lists.get(list)).flatten();
            all.map(|v| v["id"].as_str().unwrap().to_owned()).collect()
        };
        let kinds = [
            ("voorziening", listed("voorzieningen")),
            ("bijstelling", listed("bijstellingen")),
            ("indicator", listed("indicatoren")),
            ("mijlpaal", listed("mijlpalen")),
        ];
        let mut views = Vec::new();
        for subject in self.subjects("besluit/") {
            let (fields, rows) = self.fold(&subject, self.day);
            let status = Self::status(&rows);
            let concerns = fields.get("betreft").is_some_and(|(all, by)| {
                all.as_array().unwrap().iter().any(|one| {
                    let (kind, id) = one.as_str().unwrap().split_once('/').unwrap();
                    match kind {
                        "onderdeel" => nodes.contains_key(&Some(self.resolve(id, by.effective_on))),
                        "dossier" => cases.contains_key(&Some(id.to_owned())),
                        _ => kinds.iter().any(|(other, ids)| *other == kind && ids.contains(id)),
                    }
                })
            });
            let of_year = status.is_some_and(|r| i64::from(r.effective_on.year()) == self.year);
            if self.shows(&subject) && (of_year || concerns) {
                let id = &subject["besluit/".len()..];
                let mut view = self.object(id, DecisionView::FIELDS, &fields, &rows);
                view.insert("ingangsdatum".into(), day_of(status.or(rows.last().copied())));
                self.mark_subject(&mut view, &subject);
                views.push(Value::Object(view));
            }
        }
        Value::Array(views)
    }

    pub(crate) fn finance(&self, amounts: &[(Option<String>, SetFields<'r>)]) -> Value {
        let names = ["soort", "effect", "stand", "lastenBaten", "duur"];
        let mut totals: Vec<Total> = Vec::new();
        for (node, fields) in amounts {
            let year = fields.get("begrotingsjaar").and_then(|(v, _)| v.as_i64());
            let words: Vec<_> =
                names.iter().map(|n| fields.get(n).and_then(|(v, _)| v.as_str()).map(str::to_owned)).collect();
            let node = node.clone().unwrap_or_default();
            let cents = fields.get("bedragInCenten").and_then(|(v, _)| v.as_i64());
            match totals.iter_mut().find(|t| (t.0, &t.1, &t.2) == (year, &node, &words)) {
                Some(total) => {
                    (total.3, total.4) = (total.3 + cents.unwrap_or(0), total.4 + u64::from(cents.is_none()))
                }
                None => totals.push((year, node, words, cents.unwrap_or(0), u64::from(cents.is_none()))),
            }
        }
        totals.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| compare_codes(&a.1, &b.1)).then_with(|| a.2.cmp(&b.2)));
        let row = |(year, node, words, cents, pm): &Total| {
            json!({ "begrotingsjaar": year, "onderdeel": node, "soort": words[0], "effect": words[1], "stand": words[2],
                "lastenBaten": words[3], "duur": words[4], "bedragInCenten": cents, "aantalPm": pm })
        };
        totals.iter().map(row).collect()
    }

    pub(crate) fn below(&self, above: Option<&str>, nodes: &AttachmentsByOwner<'r>) -> Value {
        let mut codes: Vec<&String> =
            nodes.keys().flatten().filter(|code| self.parent(code).as_deref() == above).collect();
        codes.sort_by(|a, b| compare_codes(a, b));
        let mut views: Vec<Value> = codes.into_iter().map(|code| self.node(code, nodes)).collect();
        if above.is_none()
            && let Some(nowhere) = nodes.get(&None)
        {
            let mut view = self.node_object("", &SetFields::new(), &[], false);
            view.insert("titel".into(), "Zonder onderdeel".into());
            views.push(self.with_attachments(Value::Object(view), nowhere, &NODE_LISTS));
        }
        Value::Array(views)
    }

    pub(crate) fn node(&self, code: &str, nodes: &AttachmentsByOwner<'r>) -> Value {
        let (fields, rows) = self.fold(&format!("onderdeel/{code}"), self.day);
        let mut view = self.node_object(code, &fields, &rows, !self.stands(code));
        view.insert("onderdelen".into(), self.below(Some(code), nodes));
        self.with_attachments(Value::Object(view), &nodes[&Some(code.to_owned())], &NODE_LISTS)
    }

    pub(crate) fn node_object(
        &self,
        code: &str,
        fields: &SetFields<'r>,
        rows: &[&'r Record],
        dropped: bool,
    ) -> Map<String, Value> {
        let subject = format!("onderdeel/{code}");
        let mut view = self.object(code, NodeView::FIELDS, fields, rows);
        let code = view.remove("id").unwrap();
        view.insert("code".into(), code);
        view.insert("vervallen".into(), dropped.into());
        self.mark_subject(&mut view, &subject);
        view.insert("onderdelen".into(), json!([]));
        view
    }
}

const NODE_LISTS: [&str; 5] = ["dossiers", "voorzieningen", "bijstellingen", "indicatoren", "mijlpalen"];

pub(crate) fn day_of(record: Option<&Record>) -> Value {
    record.map_or(Value::Null, |r| r.effective_on.to_string().into())
}
