//! Goes through the notes of a page and orders the drafts so that they can be imported.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::codes::Code;
use super::draft_day::DraftDay;
use super::drafts::DraftBuilder;
use super::facilities::{self, ChangeKind, FacilityChange};
use super::lights::{self, LightStatement};
use super::money::Ledger;
use super::notes::{Note, Sentence};
use super::outline::{LineSpan, Outline};
use super::papers::Papers;
use super::{
    Draft, ExtractError, Extraction, Notice, Options, adjustment_names, cut_off, dutch_text, lines, notes, outline,
    proposals, round, totals,
};
use crate::domain::event::{Colour, Level};
use crate::domain::ids::SubjectKind;
use crate::language::Message;
use crate::message;

pub(super) fn extract(bytes: &[u8], options: &Options) -> Result<Extraction, ExtractError> {
    let page = lines::decode_lines(bytes)?;
    let mut notices = page.notices;
    let title_line = round::title_line(&page.lines);
    let mut outline = outline::read_outline(&page.lines, title_line, None);
    if let Some(given) = options.programme.as_ref().filter(|_| !outline.names_programme()) {
        outline = outline::read_outline(&page.lines, title_line, Some(given));
    }
    if !outline.is_report {
        return Err(ExtractError::NotAReport);
    }
    let round = round::read_round(&page.lines, options, &mut notices)?;
    notices.extend(outline.notices.iter().cloned());
    let notes: Vec<Note> = outline.sections.iter().flat_map(notes::read_notes).collect();
    let mut gathered = DraftCollector::new(
        &outline,
        DraftBuilder { options, sha256: hex::encode(Sha256::digest(bytes)), round: &round },
        notices,
    );
    gathered.notes(&notes);
    adjustment_names::name_adjustments(&mut gathered.ledger.adjustments, &outline);
    let last = page.lines.last().map_or(1, |line| line.number);
    let lines = page.lines.iter().filter(|line| !line.is_blank()).map(|line| line.number).collect();
    let mut extraction = Extraction { lines, ..gathered.finish(&outline, &notes, last) };
    if let Some(line) = cut_off::find_cut_off(&page.lines, &notes) {
        cut_off::mark_cut_off(&mut extraction, line);
    }
    Ok(extraction)
}

/// Everything found so far, by kind.
struct DraftCollector<'a> {
    maker: DraftBuilder<'a>,
    notices: Vec<Notice>,
    cases: Vec<Draft>,
    case_ids: Vec<Option<String>>,
    facilities: Vec<Draft>,
    /// The facilities drafted so far, and whether the last change of each is that it closed.
    known: BTreeMap<String, bool>,
    papers: Papers,
    ledger: Ledger,
    lights: BTreeMap<Code, (Colour, LineSpan, Option<Message>)>,
}

impl<'a> DraftCollector<'a> {
    fn new(outline: &Outline, maker: DraftBuilder<'a>, notices: Vec<Notice>) -> Self {
        let is_shown = |(code, node): &(&Code, &outline::Node)| code.level() == Level::Output && !node.presupposed;
        let unsaid = |(code, node): (&Code, &outline::Node)| (code.clone(), (Colour::Unknown, node.span, None));
        let mut lights: BTreeMap<Code, _> = outline.nodes.iter().filter(is_shown).map(unsaid).collect();
        for cell in &outline.lights {
            if let Some(light) = lights.get_mut(&cell.node) {
                *light = (cell.colour, (cell.line, cell.line), None);
            }
        }
        Self {
            maker,
            notices,
            cases: Vec::new(),
            case_ids: Vec::new(),
            facilities: Vec::new(),
            known: BTreeMap::new(),
            papers: Papers::default(),
            ledger: Ledger::default(),
            lights,
        }
    }

    fn doubt(&mut self, line: u32, message: Message) {
        self.notices.push(Notice::new((line as usize, line as usize), message));
    }

    fn notes(&mut self, notes: &[Note]) {
        for (at, note) in notes.iter().enumerate() {
            self.case(note);
            for (line, doubt) in self.papers.note(note, at, self.maker.round) {
                self.doubt(line, doubt);
            }
            self.ledger.note(note, self.maker.round.year);
            for sentence in note.sentences() {
                self.facility(note, &sentence);
                self.light(note, &sentence);
            }
        }
        self.papers.settle_reservations();
        totals::leave_out_parts(&mut self.ledger);
        totals::mark_told_above(&mut self.ledger);
        for (line, doubt) in std::mem::take(&mut self.ledger.doubts) {
            self.doubt(line, doubt);
        }
    }

    fn case(&mut self, note: &Note) {
        let id = note.case_id();
        if let Some((id, case)) = id.as_ref().zip(note.case.as_ref()) {
            let draft = self.maker.case(id, note, &case.title, case.kind);
            if self.cases.iter().all(|known| known.subject() != draft.subject()) {
                self.cases.push(draft);
            }
        }
        self.case_ids.push(id);
    }

    fn facility(&mut self, note: &Note, sentence: &Sentence) {
        let reading = facilities::find_changes(&sentence.text, &note.text.text, self.maker.round.year);
        if let Some(doubt) = reading.doubt {
            self.doubt(sentence.line, doubt);
        }
        for told in reading.changes {
            let id = dutch_text::slug(&told.name);
            if id.is_empty() {
                self.doubt(sentence.line, message!("extract-facility-no-id"));
                continue;
            }
            self.add_facility_change(note, sentence, &id, &told);
        }
    }

    fn add_facility_change(&mut self, note: &Note, sentence: &Sentence, id: &str, told: &FacilityChange) {
        let (maker, line) = (&self.maker, sentence.line);
        let when = DraftDay::named_or_latest(told.day.as_ref(), maker.round);
        let why = told.uncertain.clone();
        let is_known = self.known.contains_key(id);
        let was_closed = self.known.get(id) == Some(&true);
        let mut drafts = Vec::new();
        let opens = matches!(told.change, ChangeKind::Opened | ChangeKind::Reopened) && !is_known;
        if opens {
            drafts.push(maker.opened(id, told, &note.node, &when, line, false));
        } else if !is_known {
            drafts.push(maker.opened(id, told, &note.node, &DraftDay::open_by(when.day, maker.round), line, true));
        }
        let is_closed = match &told.change {
            ChangeKind::Opened | ChangeKind::Reopened => {
                if was_closed {
                    drafts.push(maker.facility("heropend", id, serde_json::json!({}), &when, line, why));
                }
                false
            }
            ChangeKind::Restricted => {
                let reason = serde_json::json!({ "reden": dutch_text::cut(&sentence.text, 2000) });
                drafts.push(maker.facility("beperkt", id, reason, &when, line, why));
                was_closed
            }
            ChangeKind::Closed if was_closed => {
                self.doubt(line, message!("extract-facility-closes-twice", name = told.name.as_str()));
                return;
            }
            ChangeKind::Closed => {
                drafts.push(maker.facility("gesloten", id, serde_json::json!({}), &when, line, why));
                true
            }
            ChangeKind::Moved { to } => {
                let new = FacilityChange {
                    name: told.name_at(to),
                    place: Some(to.clone()),
                    change: ChangeKind::Opened,
                    uncertain: Some(message!("extract-facility-moved")),
                    ..told.clone()
                };
                let new_id = dutch_text::slug(&new.name);
                if !self.known.contains_key(&new_id) {
                    drafts.push(maker.opened(&new_id, &new, &note.node, &when, line, false));
                }
                let why = new.uncertain.clone();
                drafts.push(maker.facility(
                    "gesloten",
                    id,
                    serde_json::json!({ "vervangenDoor": new_id }),
                    &when,
                    line,
                    why,
                ));
                self.known.insert(new_id, false);
                true
            }
        };
        self.facilities.extend(drafts);
        self.known.insert(id.to_owned(), is_closed);
    }

    fn light(&mut self, note: &Note, sentence: &Sentence) {
        let outputs: Vec<Code> = self.lights.keys().cloned().collect();
        for said in lights::find_lights(&sentence.text, &note.node, &outputs) {
            let (codes, colour, why) = match said {
                LightStatement::Set { codes, colour } => (codes, colour, None),
                LightStatement::Unclear { codes, why } => {
                    (codes, Colour::Unknown, Some(message!("extract-light-unused", why = why)))
                }
            };
            if let (true, Some(why)) = (codes.is_empty(), &why) {
                self.doubt(sentence.line, why.clone());
            }
            let span = (sentence.line, sentence.line);
            for code in codes {
                let Some(light) = self.lights.get_mut(&code) else { continue };
                *light = match (light.0, why.clone()) {
                    (Colour::Unknown, why) => (colour, span, why.or(light.2.take())),
                    (before, None) if before == colour => (colour, light.1, None),
                    (before, Some(_)) => (before, light.1, light.2.take()),
                    (_, None) => (Colour::Unknown, span, Some(message!("extract-light-twice"))),
                };
            }
        }
    }

    /// Returns the drafts, introductions before what refers to them.
    fn finish(mut self, outline: &Outline, notes: &[Note], last_line: u32) -> Extraction {
        let maker = &self.maker;
        let reported = notes.iter().map(|note| &note.node).chain(self.lights.keys());
        let mut programmes: BTreeSet<Code> = reported.map(programme_of).collect();
        if programmes.is_empty() {
            programmes.extend(outline.nodes.keys().map(programme_of));
        }
        let mut drafts: Vec<Draft> = vec![maker.round(last_line, &programmes)];
        drafts.extend(outline.nodes.iter().map(|(code, node)| maker.node(code, node)));
        drafts.append(&mut self.cases);
        let mut milestones = Vec::new();
        if !maker.options.without_proposals {
            let title = |code: &Code| outline.nodes.get(code).map_or_else(String::new, |node| node.title.clone());
            let cases = proposals::find_cases(notes, title);
            drafts.extend(cases.iter().map(|case| maker.proposed_case(case)));
            let due = proposals::find_milestones(notes, maker.round.year, maker.round.reporting_date);
            milestones.extend(due.iter().map(|milestone| maker.proposed_milestone(milestone)));
        }
        drafts.append(&mut self.facilities);
        drafts.extend(self.papers.list.iter().map(|paper| maker.decision(paper)));
        drafts.extend(self.ledger.adjustments.iter().map(|adjustment| maker.adjustment(adjustment)));
        drafts.append(&mut milestones);
        let mut orders: BTreeMap<String, u32> = BTreeMap::new();
        for (note, case) in notes.iter().zip(&self.case_ids) {
            let order = orders.entry(case.clone().unwrap_or_else(|| note.node.to_string())).or_default();
            *order += 1;
            drafts.push(maker.note(note, case.as_deref(), *order));
        }
        drafts.extend(
            self.lights.iter().map(|(code, (colour, span, why))| maker.light(code, *colour, *span, why.clone())),
        );
        self.notices.extend(notices(&drafts));
        self.notices.sort_by_key(|notice| notice.lines);
        Extraction {
            drafts,
            notices: self.notices,
            lines: Vec::new(),
            round: self.maker.round.of_page(),
            cut_off: None,
        }
    }
}

/// Returns the code of the programme that a node belongs to.
fn programme_of(code: &Code) -> Code {
    std::iter::successors(Some(code.clone()), Code::parent).last().unwrap_or_else(|| code.clone())
}

/// Returns the notices for drafts to review: one per draft, and one for the assumed day of all nodes.
fn notices(drafts: &[Draft]) -> Vec<Notice> {
    let mut notices = Vec::new();
    for draft in drafts.iter().filter(|draft| draft.is_unreviewed()) {
        let assumed = draft.event["herkomst"]["aangenomen"].as_array().into_iter().flatten();
        let fields: Vec<&str> = assumed.filter_map(serde_json::Value::as_str).collect();
        match &draft.uncertain {
            Some(why) => notices.push(Notice::about(draft, why.clone())),
            None if draft.kind() == "onderdeel.opgenomen" => {}
            None => notices.push(Notice::about(draft, message!("extract-assumed", fields = fields.join(", ")))),
        }
    }
    notices.extend(tree_notice(drafts));
    notices
}

/// Returns the notice about the assumed day of nodes that are certain otherwise.
pub(super) fn tree_notice(drafts: &[Draft]) -> Option<Notice> {
    let is_dated =
        |draft: &&Draft| draft.kind() == "onderdeel.opgenomen" && draft.is_unreviewed() && draft.uncertain.is_none();
    let dated: Vec<&Draft> = drafts.iter().filter(is_dated).collect();
    let first = dated.iter().map(|draft| draft.lines.0).min()?;
    let last = dated.iter().map(|draft| draft.lines.1).max()?;
    let is_late = dated.iter().all(|draft| draft.event["ingangsdatumNauwkeurigheid"] == "uiterlijk");
    let message = if is_late {
        message!("extract-tree-dated-latest", count = dated.len())
    } else {
        message!("extract-tree-dated", count = dated.len())
    };
    let notice = Notice::new((first as usize, last as usize), message);
    Some(Notice { subject: Some(SubjectKind::Node.name().to_owned()), ..notice })
}
