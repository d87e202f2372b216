//! The observations of the clients of a soak: acknowledgements, responses and their durations.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::ground::Ground;

/// Refusals that a well-behaved client may get outside a fault, after which it tries again.
const REFUSALS: [(u16, &str); 4] =
    [(503, "bezet"), (503, "dienst-stopt"), (503, "klok-onbetrouwbaar"), (507, "schijf-vol")];

/// The maximum wait of a client for a response: verifying an hour of events takes minutes.
const PATIENCE: Duration = Duration::from_secs(600);

/// One response.
pub enum Answer {
    /// Successful.
    Right(String),
    /// Refused with a reason.
    Refused,
    /// The service went away while it responded.
    Gone,
}

/// All observations.
#[derive(Default)]
pub struct Ledger {
    seen: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    /// The positions of acknowledged events, by id.
    recorded: BTreeMap<String, u64>,
    /// The ids of events whose text was erased, or may have been.
    erased: BTreeSet<String>,
    /// The number of responses by request, status and code.
    answers: BTreeMap<(String, u16, String), u64>,
    /// The longest duration by request.
    slowest: BTreeMap<String, Duration>,
    /// Responses that were neither right nor a clear refusal.
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

    /// Records a violation.
    pub fn wrong(&self, what: String) {
        self.lock().wrong.push(what);
    }

    /// Returns the acknowledged events by id.
    pub fn recorded(&self) -> BTreeMap<String, u64> {
        self.lock().recorded.clone()
    }

    pub fn is_erased(&self, id: &str) -> bool {
        self.lock().erased.contains(id)
    }

    /// Returns any acknowledged event whose text nobody tried to erase yet.
    pub fn any_text(&self, number: usize) -> Option<String> {
        let seen = self.lock();
        let left: Vec<&String> = seen.recorded.keys().filter(|id| !seen.erased.contains(*id)).collect();
        left.get(number % left.len().max(1)).map(|id| (*id).clone())
    }

    /// Returns the responses that were neither right nor a clear refusal.
    pub fn all_wrong(&self) -> Vec<String> {
        self.lock().wrong.clone()
    }

    /// Returns a line for each kind of response, with its longest duration.
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

    /// Sends a request and judges the response. With a body the request is an event, otherwise a query.
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
                // The process was running before and after and is the same, so it did not go away.
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

/// Returns status and text of a complete response.
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
