//! The reference implementation: each subject as an object of the report.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::place::{PlainAttachments, day_of};
use super::{LATE, PlainReport, SetFields, fold_fields};
use crate::domain::time::{Day, Precision};
use crate::log::record::Record;
use crate::{
    AdjustmentView, FacilityView, IndicatorView, LightView, MilestoneView, NoteView, Read, ReadField, period_end,
};

/// A note or light, and the dropped code it was recorded on.
type AttachedRecord<'r> = (&'r Record, Option<String>);

impl<'r> PlainReport<'r> {
    pub(crate) fn facility(&self, id: &str, fields: &SetFields<'r>, rows: &[&'r Record]) -> Map<String, Value> {
        let mut view = self.object(id, FacilityView::FIELDS, fields, rows);
        let status = Self::status(rows);
        let word = match status.map(|r| r.kind.name()) {
            Some("voorziening.gesloten") => "gesloten",
            Some("voorziening.beperkt") => "beperkt-open",
            _ => "open",
        };
        view.insert("status".into(), word.into());
        view.insert("sinds".into(), day_of(status));
        view.insert("aangekondigd".into(), self.announced(&self.later(&format!("voorziening/{id}"))));
        view
    }

    pub(crate) fn adjustment(&self, id: &str, fields: &SetFields<'r>, rows: &[&'r Record]) -> Map<String, Value> {
        let mut view = self.object(id, AdjustmentView::FIELDS, fields, rows);
        let by = |field: &str| -> Vec<String> {
            let pairs = self.pointing(field).into_iter().filter(|(_, to)| to == id);
            pairs.map(|(from, _)| from).collect()
        };
        let (covered, realised) = (by("dekt"), by("realiseert"));
        let all: BTreeSet<&String> = covered.iter().chain(&realised).collect();
        let kind = fields.get("soort").and_then(|(v, _)| v.as_str()).unwrap_or_default();
        let told = !all.is_empty() || ["taakstelling", "tekort", "tegenvaller"].contains(&kind);
        let cents = |f: &SetFields<'_>| f.get("bedragInCenten").and_then(|(v, _)| v.as_i64());
        let taken: Option<i64> = all.iter().map(|other| cents(&self.amount(other).unwrap())).sum();
        let open = cents(fields).zip(taken).map(|(amount, taken)| amount - taken).filter(|_| told);
        view.insert("openInCenten".into(), json!(open));
        view.insert("gedektDoor".into(), json!(covered));
        view.insert("gerealiseerdDoor".into(), json!(realised));
        view
    }

    pub(crate) fn indicator(&self, id: &str, fields: &SetFields<'r>, rows: &[&'r Record]) -> Map<String, Value> {
        let mut view = self.object(id, IndicatorView::FIELDS, fields, rows);
        let all = self.standing(&format!("indicator/{id}"), self.day);
        let measured = all.iter().copied().filter(|r| r.kind.name() == "indicator.gemeten");
        let mut periods: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for row in measured {
            periods.entry(row.data["periode"].as_str().unwrap()).or_default().push(row);
        }
        let latest = periods.into_iter().max_by_key(|(period, _)| (period_end(period), period.len()));
        let measured = latest.as_ref().map(|(_, rows)| fold_fields(rows)).unwrap_or_default();
        for field in ["periode", "waarde", "ontwikkeling", "norm", "status"] {
            view.insert(field.into(), value(&measured, field).unwrap_or(Value::Null));
        }
        let year = latest.as_ref().map_or_else(|| self.day.year().to_string(), |(period, _)| period[..4].to_owned());
        let target = fields.get("streefwaarden").and_then(|(targets, _)| targets.get(&year)).cloned();
        view.insert("streefwaarde".into(), target.unwrap_or(Value::Null));
        if let Some((_, rows)) = &latest {
            let last = rows.last().unwrap();
            view.insert("nauwkeurigheid".into(), precision(last));
            view.insert("positie".into(), last.position.into());
            if measured.values().any(|(_, by)| by.unreviewed()) {
                view.insert("oordeel".into(), "nakijken".into());
            }
        }
        let mut both: BTreeMap<&str, u64> = fields.iter().map(|(f, (_, by))| (*f, by.position)).collect();
        both.extend(measured.iter().map(|(f, (_, by))| (*f, by.position)));
        view.insert("posities".into(), positions(both));
        view
    }

    pub(crate) fn milestone(&self, id: &str, fields: &SetFields<'r>, rows: &[&'r Record]) -> Map<String, Value> {
        let mut view = self.object(id, MilestoneView::FIELDS, fields, rows);
        view.insert("nauwkeurigheid".into(), value(fields, "nauwkeurigheid").unwrap_or(Value::Null));
        let status = Self::status(rows);
        let word = match status.map(|r| r.kind.name()) {
            Some("mijlpaal.gehaald") => "gehaald",
            Some("mijlpaal.vervallen") => "vervallen",
            _ => "gepland",
        };
        view.insert("status".into(), word.into());
        view.insert("sinds".into(), day_of(status));
        view
    }

    pub(crate) fn with_attachments(&self, view: Value, hanging: &PlainAttachments<'r>, lists: &[&str]) -> Value {
        let Value::Object(mut view) = view else { unreachable!("views are objects") };
        for list in lists {
            view.insert((*list).to_owned(), hanging.lists.get(list).map_or_else(|| json!([]), |all| json!(all)));
        }
        let (mut notes, carried) = self.group(&hanging.notes);
        notes.sort_by_key(|(r, _)| (r.data.get("volgorde").and_then(Value::as_i64).unwrap_or(i64::MAX), self.rank(r)));
        let note = |(row, dropped): &(&Record, Option<String>)| {
            let rows = [*row];
            let fields = fold_fields(&rows);
            let mut view = self.object(&row.id.to_string(), NoteView::FIELDS, &fields, &rows);
            view.insert("ingangsdatum".into(), row.effective_on.to_string().into());
            view.insert("overgenomen".into(), carried.into());
            view.insert("onderdeelVervallen".into(), json!(dropped));
            view.insert("posities".into(), json!({}));
            self.mark(&mut view, &[self.touch(row)], self.day);
            Value::Object(view)
        };
        view.insert("toelichtingen".into(), notes.iter().map(note).collect());
        view.insert("stoplicht".into(), self.light(&hanging.lights));
        let mut later = hanging.announced.clone();
        later.sort_by_key(|r| (r.effective_on, self.rank(r)));
        view.insert("aangekondigd".into(), self.announced(&later));
        Value::Object(view)
    }

    /// Returns the light of the group with the newest member, with the others beside it.
    pub(crate) fn light(&self, lights: &[AttachedRecord<'r>]) -> Value {
        let (lights, carried) = self.lights(lights);
        let mut views = lights.iter().map(|group| self.one_light(group, carried));
        let Some(mut view) = views.next() else { return Value::Null };
        if self.version > 1 {
            view["daarnaast"] = views.collect();
        }
        view
    }

    /// Returns the lights shown, each as the rows of its group in order; the first is the light itself.
    pub(crate) fn lights(&self, lights: &[AttachedRecord<'r>]) -> (Vec<Vec<AttachedRecord<'r>>>, bool) {
        let (all, carried) = self.group(lights);
        let mut groups: Vec<Vec<AttachedRecord<'r>>> = self.groups(&all).into_values().collect();
        let order = |(row, _): &AttachedRecord<'r>| (row.effective_on, self.rank(row));
        groups.iter_mut().for_each(|group| group.sort_by_key(order));
        groups.sort_by_key(|group| std::cmp::Reverse(group.last().map(order)));
        (groups, carried)
    }

    fn one_light(&self, group: &[AttachedRecord<'r>], carried: bool) -> Value {
        let (last, dropped) = group.last().unwrap();
        let rows: Vec<&Record> = group.iter().map(|(row, _)| *row).collect();
        let fields = fold_fields(&rows);
        let mut view = self.object("", LightView::FIELDS, &fields, &rows);
        view.remove("id");
        view.insert("ingangsdatum".into(), last.effective_on.to_string().into());
        view.insert("nauwkeurigheid".into(), precision(last));
        view.insert("overgenomen".into(), carried.into());
        view.insert("onderdeelVervallen".into(), json!(dropped));
        let touches: Vec<(u64, Day)> = rows.iter().map(|row| self.touch(row)).collect();
        self.mark(&mut view, &touches, self.day);
        if self.version > 1 {
            view.insert("daarnaast".into(), json!([]));
        }
        Value::Object(view)
    }

    fn groups(&self, all: &[AttachedRecord<'r>]) -> BTreeMap<String, Vec<AttachedRecord<'r>>> {
        let mut groups: BTreeMap<String, Vec<AttachedRecord<'r>>> = BTreeMap::new();
        for (row, dropped) in all {
            let bound = row.data.get("ronde").and_then(Value::as_str);
            let key = bound.map_or_else(|| row.effective_on.to_string(), |round| format!("ronde/{round}"));
            groups.entry(key).or_default().push((row, dropped.clone()));
        }
        groups
    }

    /// Returns the notes or lights that are shown, and whether they were carried over.
    pub(crate) fn group(&self, all: &[AttachedRecord<'r>]) -> (Vec<AttachedRecord<'r>>, bool) {
        let mut groups = self.groups(all);
        let date =
            |key: &str| -> Option<String> { Some(self.fold(key, self.day).0.get("peildatum")?.0.as_str()?.to_owned()) };
        if let Some(round) = &self.round {
            let own = format!("ronde/{round}");
            if let Some(group) = groups.remove(&own) {
                return (group, false);
            }
            let limit = date(&own);
            groups.retain(|key, _| !key.starts_with("ronde/") || limit.is_none() || date(key) <= limit);
        }
        if self.version == 1 {
            let newest =
                groups.into_values().max_by_key(|g| g.iter().map(|(r, _)| (r.effective_on, self.rank(r))).max());
            return (newest.unwrap_or_default(), self.round.is_some());
        }
        let day_of = |key: &str, group: &[AttachedRecord<'r>]| -> String {
            let own = group.iter().map(|(r, _)| r.effective_on.to_string()).max().unwrap();
            let reached = date(key).filter(|date| *date <= self.day.to_string());
            if key.starts_with("ronde/") { reached.unwrap_or(own) } else { own }
        };
        let newest = groups.iter().map(|(key, group)| day_of(key, group)).max();
        groups.retain(|key, group| Some(day_of(key, group)) == newest);
        (groups.into_values().flatten().collect(), self.round.is_some())
    }

    fn announced(&self, rows: &[&Record]) -> Value {
        let row = |r: &&Record| {
            let mut view = Map::new();
            view.insert("onderwerp".into(), r.subject.as_str().into());
            view.insert("wat".into(), r.kind.name().into());
            view.insert("per".into(), r.effective_on.to_string().into());
            view.insert("positie".into(), r.position.into());
            view.insert("nauwkeurigheid".into(), precision(r));
            view.insert("oordeel".into(), if r.unreviewed() { "nakijken".into() } else { Value::Null });
            self.mark(&mut view, &[self.touch(r)], LATE);
            Value::Object(view)
        };
        rows.iter().map(row).collect()
    }

    /// Returns the object of a subject: its id, the fields of its view, and the events that set them.
    pub(crate) fn object(
        &self,
        id: &str,
        read: &[ReadField],
        fields: &SetFields<'r>,
        rows: &[&'r Record],
    ) -> Map<String, Value> {
        let mut view = Map::new();
        view.insert("id".into(), id.into());
        let status = Self::status(rows);
        for ReadField { field, read, .. } in read.iter().filter(|read| read.since.version() <= self.version) {
            let key = field.name();
            let recorded = value(fields, key);
            let shown = match read {
                Read::Name => recorded.unwrap_or_else(|| id.into()),
                Read::Token | Read::Number | Read::Flag | Read::Text | Read::Nested => recorded.unwrap_or(Value::Null),
                Read::IsSet => recorded.is_some().into(),
                Read::Tokens | Read::Texts | Read::List => recorded.unwrap_or_else(|| json!([])),
                Read::StatusText => {
                    let by_status = fields.get(key).filter(|(_, by)| Some(by.position) == status.map(|r| r.position));
                    by_status.map_or(Value::Null, |(v, _)| (*v).clone())
                }
                Read::ClosingText => {
                    let closed = status.filter(|r| r.kind.name() == "dossier.gesloten");
                    closed.and(recorded).unwrap_or(Value::Null)
                }
                Read::Measured => continue, // not a field of the subject itself
            };
            view.insert(key.into(), shown);
        }
        let unreviewed = fields.values().any(|(_, by)| by.unreviewed()) || status.is_some_and(Record::unreviewed);
        view.insert("oordeel".into(), if unreviewed { "nakijken".into() } else { Value::Null });
        view.insert("nauwkeurigheid".into(), status.or(rows.last().copied()).map_or(Value::Null, precision));
        let mut all: BTreeMap<&str, u64> = fields.iter().map(|(f, (_, by))| (*f, by.position)).collect();
        if let Some(status) = status {
            all.entry("status").or_insert(status.position);
        }
        view.insert("posities".into(), positions(all));
        view.insert("positie".into(), rows.last().map_or(0, |r| r.position).into());
        view
    }
}

pub(crate) fn value(fields: &SetFields<'_>, field: &str) -> Option<Value> {
    fields.get(field).map(|(value, _)| (*value).clone())
}

pub(crate) fn precision(record: &Record) -> Value {
    if record.precision == Precision::Day { Value::Null } else { record.precision.name().into() }
}

pub(crate) fn positions(all: BTreeMap<&str, u64>) -> Value {
    let distinct: BTreeSet<u64> = all.values().copied().collect();
    if distinct.len() > 1 { json!(all) } else { json!({}) }
}
