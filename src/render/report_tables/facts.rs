//! Flattens a report into facts, each with the place it belongs to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sheets::combined_keys;
use crate::language::Language;
use crate::list;
use crate::message;
use crate::table::{Cell, Column, at, join_each, joined, party, reference};
use crate::{differences, labels, remarks, wording};

/// One fact: an object of the report, with what follows only from its place.
#[derive(Debug)]
pub(super) struct Fact {
    /// What it is a fact about: the word of the column `Feit`.
    pub kind: &'static str,
    /// What follows from its place, by key. It takes precedence over the same key of the object.
    context: BTreeMap<&'static str, Value>,
    object: Value,
}

impl Fact {
    /// Returns its cell in a column of a sheet: as in the CSV, or several fields combined.
    pub fn shown(&self, column: &Column, language: Language) -> Cell {
        let text = |told: String| if told.is_empty() { Cell::Empty } else { Cell::Text(told) };
        match column.key {
            "letOp" => text(remarks::remarks_of(language, &self.object).join("; ")),
            "aspecten" => text(wording::aspects(language, &self.object["stoplicht"])),
            "bedragInCenten" if self.object["pm"] == true || is_pm(&self.object) => {
                Cell::Text(message!("amount-pm").in_language(language))
            }
            key => match combined_keys(key, self.kind) {
                Some(keys) => text(self.told(&keys, language).join("\n")),
                None => self.cell(column),
            },
        }
    }

    /// Formats each field that has a value, with its label.
    fn told(&self, keys: &[&str], language: Language) -> Vec<String> {
        let told = |key: &&str| {
            let value = differences::format_value(language, key, &self.object[*key])?;
            Some(format!("{}: {value}", labels::field(language, key)))
        };
        keys.iter().filter_map(told).collect()
    }

    /// Returns its cell in a column of the CSV.
    pub fn cell(&self, column: &Column) -> Cell {
        let value = match self.context.get(column.key) {
            Some(value) => value.clone(),
            None => at(&self.object, column.key).clone(),
        };
        let value = match column.key {
            "posities" | "gewist" | "vaststelling" => Value::from(joined(&value)),
            "partijen" => join_each(&value, party).into(),
            "verwijzingen" => join_each(&value, reference).into(),
            "naVaststelling" => join_each(&value, sealing).into(),
            // The cases of a node are facts of their own; a note names them by id.
            "dossiers" if self.kind != "toelichting" => Value::Null,
            _ => value,
        };
        let of_light = column.key.starts_with("stoplicht.");
        let dated = if of_light { &self.object["stoplicht"] } else { &self.object };
        Cell::of(column.kind, &value, dated["nauwkeurigheid"].as_str())
    }
}

/// Returns true for a total of amounts p.m. only: nobody may read it as zero.
fn is_pm(total: &Value) -> bool {
    total["bedragInCenten"] == 0 && total["aantalPm"].as_u64().is_some_and(|count| count > 0)
}

/// Formats a sealing: `2021-vr2 (raad, versie 2)`.
fn sealing(sealing: &Value) -> String {
    let text = |key: &str| sealing[key].as_str().unwrap_or_default();
    format!("{} ({}, versie {})", text("ronde"), text("orgaan"), sealing["versie"])
}

/// Returns every fact of a report, in the order of its tree; then the totals and the decisions.
pub(super) fn facts(report: &Value) -> Vec<Fact> {
    let mut walk = FactWalk { facts: vec![of_report(report)], nodes: BTreeMap::new() };
    for node in list(report, "onderdelen") {
        walk.node(node, None);
    }
    for total in list(report, "financien") {
        let context = walk.nodes.get(total["onderdeel"].as_str().unwrap_or_default()).cloned().unwrap_or_default();
        walk.push("totaal", &context, total);
    }
    for decision in list(report, "besluiten") {
        let subject = named("besluit", decision, "id");
        walk.push("besluit", &BTreeMap::from([("onderwerp", subject)]), decision);
    }
    let basis = &report["basis"];
    for fact in &mut walk.facts {
        fact.context.insert("feit", fact.kind.into());
        fact.context.insert("basis.peildatum", basis["peildatum"].clone());
        fact.context.insert("basis.positie", basis["positie"].clone());
    }
    walk.facts
}

/// Returns the first row: what the report is of, and its state.
fn of_report(report: &Value) -> Fact {
    let (basis, round, state) = (&report["basis"], &report["ronde"], &report["staat"]);
    let object = json!({
        "titel": round["titel"], "soort": round["soort"], "volgnummer": round["volgnummer"], "ronde": basis["ronde"],
        "onderdeel": basis["onderdeel"], "begrotingsjaar": basis["begrotingsjaar"], "beschikbaarOp": basis["beschikbaarOp"],
        "digest": state["digest"], "digestGeraamte": state["digestGeraamte"], "wortel": state["wortel"], "vaststelling": state["vaststelling"],
        "oordeel": state["oordeel"], "gewist": state["gewist"],
    });
    Fact { kind: "rapportage", context: BTreeMap::new(), object }
}

type FactContext = BTreeMap<&'static str, Value>;

struct FactWalk {
    facts: Vec<Fact>,
    /// The context of each node by its code, for facts that belong to it.
    nodes: BTreeMap<String, FactContext>,
}

impl FactWalk {
    fn push(&mut self, kind: &'static str, context: &FactContext, object: &Value) {
        self.facts.push(Fact { kind, context: context.clone(), object: object.clone() });
    }

    fn node(&mut self, node: &Value, program: Option<&Value>) {
        let program = program.unwrap_or(&node["code"]);
        let here = FactContext::from([
            ("programma", program.clone()),
            ("onderdeel", node["code"].clone()),
            ("onderdeelTitel", node["titel"].clone()),
        ]);
        self.nodes.insert(node["code"].as_str().unwrap_or_default().to_owned(), here.clone());
        let own = with(&here, "onderwerp", named("onderdeel", node, "code"));
        self.push("onderdeel", &own, node);
        self.told(&own, node);
        for case in list(node, "dossiers") {
            self.case(&here, case);
        }
        self.belongings(&here, node);
        for announced in list(node, "aangekondigd") {
            self.push("aangekondigd", &here, announced);
        }
        for below in list(node, "onderdelen") {
            self.node(below, Some(program));
        }
    }

    fn case(&mut self, here: &FactContext, case: &Value) {
        let here = with(here, "dossier", case["id"].clone());
        let own = with(&here, "onderwerp", named("dossier", case, "id"));
        self.push("dossier", &own, case);
        self.told(&own, case);
        self.belongings(&here, case);
        for announced in list(case, "aangekondigd") {
            self.push("aangekondigd", &here, announced);
        }
    }

    /// Adds the light and the notes of a node or a case.
    fn told(&mut self, own: &FactContext, holder: &Value) {
        if holder["stoplicht"].is_object() {
            self.push("stoplicht", own, &holder["stoplicht"]);
        }
        for beside in list(&holder["stoplicht"], "daarnaast") {
            self.push("stoplicht", own, beside);
        }
        for note in list(holder, "toelichtingen") {
            self.push("toelichting", own, note);
        }
    }

    fn belongings(&mut self, here: &FactContext, holder: &Value) {
        for facility in list(holder, "voorzieningen") {
            self.push("voorziening", &with(here, "onderwerp", named("voorziening", facility, "id")), facility);
            for announced in list(facility, "aangekondigd") {
                self.push("aangekondigd", here, announced);
            }
        }
        let kinds = [("bijstellingen", "bijstelling"), ("indicatoren", "indicator"), ("mijlpalen", "mijlpaal")];
        for (key, kind) in kinds {
            for thing in list(holder, key) {
                self.push(kind, &with(here, "onderwerp", named(kind, thing, "id")), thing);
            }
        }
    }
}

fn with(context: &FactContext, key: &'static str, value: Value) -> FactContext {
    let mut context = context.clone();
    context.insert(key, value);
    context
}

/// Returns the name of a subject, such as `voorziening/gebouw-c`, by which its history is queried.
fn named(kind: &str, object: &Value, key: &str) -> Value {
    object[key].as_str().filter(|id| !id.is_empty()).map_or(Value::Null, |id| format!("{kind}/{id}").into())
}
