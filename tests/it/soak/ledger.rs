//! What the clients of a soak saw: what was acknowledged, what was answered, and how long it took.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::ground::Ground;

/// Refusals that a good client may meet beside a fault: it is told what is wrong, and comes back.
const REFUSALS: [(u16, &str); 4] =
    [(503, "bezet"), (503, "dienst-stopt"), (503, "klok-onbetrouwbaar"), (507, "schijf-vol")];

/// The longest wait of a client before it counts as an answer that did not come: a check of an hour of events takes minutes.
const PATIENCE: Duration = Duration::from_secs(600);

/// One answer.
pub enum Answer {
    /// What was asked for.
    Right(String),
    /// Told why not.
    Refused,
    /// The service went away in the middle.
    Gone,
}

/// What was seen.
#[derive(Default)]
pub struct Ledger {
    seen: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    /// Positions of events whose recording was acknowledged, by id.
    recorded: BTreeMap<String, u64>,
    /// Ids whose text was erased, or may have been.
    erased: BTreeSet<String>,
    /// How many answers there were of each kind: what was asked, the status, the code.
    answers: BTreeMap<(String, u16, String), u64>,
    /// The longest that an answer took, by what was asked.
    slowest: BTreeMap<String, Duration>,
    /// What was neither right nor a clear refusal.
    wrong: Vec<String>,
}

impl Ledger {
    pub fn record(&self, id: &str, position: u64) {
        let earlier = self.lock().recorded.insert(id.to_owned(), position);
        if earlier.is_some_and(|earlier| earlier != position) {
            self.wrong(format!("{id} was acknowledged at {earlier:?} and at {position}"));
        }
    }

    pub fn erase(&self, id: &str) {
        self.lock().erased.insert(id.to_owned());
    }

    /// Something that may not be.
    pub fn wrong(&self, what: String) {
        self.lock().wrong.push(what);
    }

    /// What was acknowledged, by id.
    pub fn recorded(&self) -> BTreeMap<String, u64> {
        self.lock().recorded.clone()
    }

    pub fn is_erased(&self, id: &str) -> bool {
        self.lock().erased.contains(id)
    }

    /// Any event that was acknowledged and whose text nobody asked to erase yet.
    pub fn any_text(&self, number: usize) -> Option<String> {
        let seen = self.lock();
        let left: Vec<&String> = seen.recorded.keys().filter(|id| !seen.erased.contains(*id)).collect();
        left.get(number % left.len().max(1)).map(|id| (*id).clone())
    }

    /// What was neither right nor a clear refusal.
    pub fn all_wrong(&self) -> Vec<String> {
        self.lock().wrong.clone()
    }

    /// A line for each kind of answer, and how long the slowest took.
    pub fn told(&self) -> String {
        let seen = self.lock();
        let answers =
            seen.answers.iter().map(|((what, status, code), count)| format!("{what} {status} {code}: {count}\n"));
        let slowest = seen.slowest.iter().map(|(what, took)| format!("slowest {what}: {} ms\n", took.as_millis()));
        answers.chain(slowest).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.seen.lock().expect("no thread panics while it holds it")
    }

    /// Sends a request and judges its answer: an event where there is a body, else a question.
    pub fn ask(&self, ground: &Ground, what: &str, path: &str, body: Option<&Value>) -> Answer {
        let before = ground.standing();
        let began = Instant::now();
        let answered = send(&format!("{}{path}", ground.address()), body);
        let took = began.elapsed();
        match answered {
            Ok((status, text)) if (200..300).contains(&status) => {
                self.count(what, status, "");
                self.lock().slowest.entry(what.to_owned()).and_modify(|most| *most = took.max(*most)).or_insert(took);
                Answer::Right(text)
            }
            Ok((status, text)) => {
                let problem: Value = serde_json::from_str(&text).unwrap_or_default();
                let code =
                    problem["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
                self.count(what, status, &code);
                let clear = REFUSALS.iter().any(|(other, part)| *other == status && code.ends_with(part));
                if !clear || problem["detail"].as_str().is_none_or(str::is_empty) {
                    self.wrong(format!("{what} {path}: {status} {text}"));
                }
                Answer::Refused
            }
            Err(why) => {
                // Before and after it stood, and it is the same process: then nobody took it away.
                if before == ground.standing() && before.1 {
                    self.wrong(format!("{what} {path}: {why}"));
                }
                self.count(what, 0, "gone");
                Answer::Gone
            }
        }
    }

    fn count(&self, what: &str, status: u16, code: &str) {
        *self.lock().answers.entry((what.to_owned(), status, code.to_owned())).or_default() += 1;
    }
}

/// Status and text of an answer that came whole.
fn send(address: &str, body: Option<&Value>) -> Result<(u16, String), String> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
    let agent = ureq::Agent::from(config.build());
    let answered = match body {
        Some(body) => agent.post(address).send_json(body),
        None => agent.get(address).call(),
    };
    let mut answered = answered.map_err(|why| why.to_string())?;
    let status = answered.status().as_u16();
    let text = answered.body_mut().with_config().limit(u64::MAX).read_to_string().map_err(|why| why.to_string())?;
    Ok((status, text))
}
