//! The tokens of a data folder, and whether each still opens anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::grant::{Credential, Grant, Refused};
use super::record::{NewToken, TokenRecord, TokenStatus, TokenView};
use super::token::{Token, TokenId};
use super::token_file;
use crate::app::Service;
use crate::domain::proposal::FieldError;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::log::{Damage, LogError};
use crate::message;
use crate::subscriptions::registry::SubscriptionId;

/// The name of the file inside the data folder.
pub const FILE: &str = "tokens";

/// Looks whether the tokens of a data folder can be read, without opening the folder.
///
/// # Errors
/// [`LogError::Damaged`].
pub fn check_file(folder: &Path) -> Result<(), LogError> {
    token_file::read(&folder.join(FILE), folder).map(drop).map_err(LogError::Damaged)
}

/// The most tokens that are kept, with those that ended: at 500 bytes each, half a megabyte that is written at once.
pub const TOKENS_MAX: usize = 1_000;

/// The most subscriptions that are noted of one token.
const SUBSCRIPTIONS_MAX: usize = 1_000;

/// How long the last use of a token may be known in memory only.
const USE_SAVED_EVERY_MICROS: i64 = 10 * 60 * 1_000_000;

/// What the names of actors on the machine itself begin with.
const LOCAL: &str = "lokaal:";

/// Why something about tokens was not done.
#[derive(Debug)]
pub enum TokenError {
    /// Fields of the request are invalid.
    Input(Vec<FieldError>),
    /// Another token that opens something has the name.
    NameTaken,
    /// There are as many tokens as are kept, and all of them open something.
    TooMany,
    /// There is no such token.
    NoSuchToken,
    /// The token opens nothing any more, and that could not be saved: after a restart it would open again.
    WithdrawnUnsaved(LogError),
    /// The tokens can not be read or saved.
    Log(LogError),
}

impl TokenError {
    /// The error as a message.
    pub fn message(&self) -> Message {
        match self {
            TokenError::Input(errors) => message!("problem-input-many", count = errors.len()),
            TokenError::NameTaken => message!("token-name-taken"),
            TokenError::TooMany => message!("token-too-many", max = TOKENS_MAX),
            TokenError::NoSuchToken => message!("token-none"),
            TokenError::WithdrawnUnsaved(error) => message!("token-withdrawn-unsaved", why = error.message()),
            TokenError::Log(error) => error.message(),
        }
    }
}

impl From<LogError> for TokenError {
    fn from(error: LogError) -> TokenError {
        TokenError::Log(error)
    }
}

struct StoredToken {
    record: TokenRecord,
    grant: Arc<Grant>,
    end: watch::Sender<bool>,
    /// The last use that the file has.
    saved_use: Option<Instant>,
}

impl StoredToken {
    fn of(record: TokenRecord) -> StoredToken {
        let (end, ended) = watch::channel(record.withdrawn_at.is_some());
        let (actor, saved_use) = (record.actor(), record.last_used_at);
        let (nodes, expires_at) = (record.nodes.clone(), record.expires_at);
        let by = Credential::Token(record.id, ended);
        let grant = Grant { by, actor, role: record.role, is_auditor: false, nodes, expires_at };
        StoredToken { record, grant: Arc::new(grant), end, saved_use }
    }
}

/// The tokens of one data folder.
pub struct TokenStore {
    service: Service,
    path: PathBuf,
    all: Mutex<BTreeMap<TokenId, StoredToken>>,
    /// Held while the file is written, so that a later state is never replaced by an earlier one.
    writing: Mutex<()>,
    damage: Option<Damage>,
}

impl std::fmt::Debug for TokenStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenStore").field("path", &self.path).finish_non_exhaustive()
    }
}

impl TokenStore {
    /// Reads the tokens of the folder of a service. Without the file there are none. Damage is reported by whatever is
    /// asked of the store.
    pub fn open(service: &Service) -> TokenStore {
        let path = service.folder().join(FILE);
        let (records, damage) = match token_file::read(&path, service.folder()) {
            Ok(records) => (records, None),
            Err(damage) => {
                tracing::error!(error = damage.message().logged(), "the tokens");
                (Vec::new(), Some(damage))
            }
        };
        let all = records.into_iter().map(|record| (record.id, StoredToken::of(record))).collect();
        TokenStore { service: service.clone(), path, all: Mutex::new(all), writing: Mutex::new(()), damage }
    }

    /// Refuses tokens that can not be read.
    ///
    /// # Errors
    /// [`LogError::Damaged`].
    pub fn must_be_whole(&self) -> Result<(), LogError> {
        self.damage.clone().map_or(Ok(()), |damage| Err(LogError::Damaged(damage)))
    }

    /// Returns the moment by the clock of the service.
    pub fn now(&self) -> Instant {
        self.service.now()
    }

    /// Returns what a token opens, if it is one of these.
    ///
    /// # Errors
    /// Why it opens nothing.
    pub fn admit(&self, token: &Token, now: Instant) -> Result<Arc<Grant>, Refused> {
        let all = self.all.lock();
        let entry = all.get(&token.id).filter(|entry| token.is_that_of(&entry.record.digest));
        self.admitted(entry, now)
    }

    /// Returns what the token with this id opens, for somebody who presented it before.
    ///
    /// # Errors
    /// Why it opens nothing.
    pub fn admit_again(&self, id: TokenId, now: Instant) -> Result<Arc<Grant>, Refused> {
        self.admitted(self.all.lock().get(&id), now)
    }

    fn admitted(&self, entry: Option<&StoredToken>, now: Instant) -> Result<Arc<Grant>, Refused> {
        if self.damage.is_some() {
            return Err(Refused::Damaged);
        }
        let entry = entry.ok_or(Refused::Unknown)?;
        entry.grant.refused(now).map_or_else(|| Ok(Arc::clone(&entry.grant)), Err)
    }

    /// Notes that a token was used. Returns true if it is time to save that.
    pub fn used(&self, id: TokenId, now: Instant) -> bool {
        let mut all = self.all.lock();
        let Some(entry) = all.get_mut(&id) else { return false };
        entry.record.last_used_at = Some(now);
        let is_due = entry.saved_use.is_none_or(|saved| now.micros() - saved.micros() >= USE_SAVED_EVERY_MICROS);
        if is_due {
            entry.saved_use = Some(now); // one request saves it, whatever comes of that
        }
        is_due
    }

    /// Returns the tokens in the order in which they were made, those that ended too.
    ///
    /// # Errors
    /// [`TokenError::Log`] for damage.
    pub fn list(&self) -> Result<Vec<TokenView>, TokenError> {
        self.must_be_whole()?;
        let now = self.service.now();
        let mut all: Vec<TokenView> = self.all.lock().values().map(|entry| entry.record.view(now)).collect();
        all.sort_by_key(|token| (token.created_at, token.id));
        Ok(all)
    }

    /// Returns whose hands are behind an actor: their own, and those that made the tokens by which they enter. Two actors
    /// who share one may be one person, who made a token more. What was made on the machine itself is not counted.
    pub fn hands(&self, actor: &str) -> BTreeSet<String> {
        let all = self.all.lock();
        let (mut hands, mut next) = (BTreeSet::from([actor.to_owned()]), vec![actor.to_owned()]);
        while let Some(actor) = next.pop() {
            for record in all.values().map(|entry| &entry.record).filter(|record| record.actor().id() == actor) {
                let maker = &record.created_by;
                if !maker.starts_with(LOCAL) && hands.insert(maker.clone()) {
                    next.push(maker.clone());
                }
            }
        }
        hands
    }

    /// Returns true if an actor is a token of these that opens nothing any more.
    pub fn is_ended(&self, actor: &str, now: Instant) -> bool {
        let all = self.all.lock();
        let mut of_actor =
            all.values().map(|entry| &entry.record).filter(|record| record.actor().id() == actor).peekable();
        of_actor.peek().is_some() && of_actor.all(|record| record.status(now) != TokenStatus::Valid)
    }

    /// Makes a token. Its text is returned here and never again.
    ///
    /// # Errors
    /// [`TokenError`]; nothing was made.
    pub fn create(&self, new: &NewToken, by: &str) -> Result<(TokenView, Zeroizing<String>), TokenError> {
        self.must_be_whole()?;
        new.check(&self.service).map_err(TokenError::Input)?;
        let (token, now) = (Token::random()?, self.service.now());
        let _writing = self.writing.lock();
        let mut records = self.records();
        if records.iter().any(|other| other.name == new.name && other.status(now) == TokenStatus::Valid) {
            return Err(TokenError::NameTaken);
        }
        let mut dropped = None;
        if records.len() >= TOKENS_MAX {
            // A maker stays as long as what it made: who made a token must not become two people by being forgotten.
            let makers: BTreeSet<&str> = records.iter().map(|other| other.created_by.as_str()).collect();
            let ended = records.iter().filter(|other| other.status(now) != TokenStatus::Valid);
            let ended = ended.filter(|other| !makers.contains(other.actor().id()));
            let oldest = ended.min_by_key(|other| other.ended_at()).ok_or(TokenError::TooMany)?.id;
            records.retain(|other| other.id != oldest);
            dropped = Some(oldest);
        }
        let record = TokenRecord {
            id: token.id,
            name: new.name.clone(),
            role: new.role,
            nodes: new.nodes.clone(),
            digest: token.digest(),
            created_by: by.to_owned(),
            created_at: now,
            expires_at: new.expires_at,
            last_used_at: None,
            withdrawn_at: None,
            subscriptions: Vec::new(),
        };
        records.push(record.clone());
        self.write(&records)?;
        let view = record.view(now);
        let mut all = self.all.lock();
        dropped.and_then(|oldest| all.remove(&oldest));
        all.insert(record.id, StoredToken::of(record));
        Ok((view, token.to_text()))
    }

    /// Withdraws a token: from now on it opens nothing, whatever becomes of the file. A second time changes nothing.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`]; [`TokenError::WithdrawnUnsaved`].
    pub fn withdraw(&self, id: TokenId) -> Result<TokenView, TokenError> {
        self.must_be_whole()?;
        let now = self.service.now();
        let view = {
            let mut all = self.all.lock();
            let entry = all.get_mut(&id).ok_or(TokenError::NoSuchToken)?;
            entry.record.withdrawn_at.get_or_insert(now);
            entry.end.send_replace(true);
            entry.record.view(now)
        };
        self.save().map_err(TokenError::WithdrawnUnsaved)?;
        Ok(view)
    }

    /// Notes that a subscription was made or resumed with a token, so that it is paused when that is withdrawn. It is no
    /// longer that of another token.
    ///
    /// # Errors
    /// [`LogError`] if it could not be saved.
    pub fn note_subscription(&self, id: TokenId, subscription: SubscriptionId) -> Result<(), LogError> {
        let mut all = self.all.lock();
        all.values_mut().for_each(|entry| entry.record.subscriptions.retain(|noted| *noted != subscription));
        if let Some(entry) = all.get_mut(&id) {
            let noted = &mut entry.record.subscriptions;
            if noted.len() == SUBSCRIPTIONS_MAX {
                noted.remove(0);
            }
            noted.push(subscription);
        }
        drop(all);
        self.save()
    }

    /// Returns the subscriptions that were made with tokens that opened nothing any more at this moment.
    pub fn orphaned(&self, now: Instant) -> Vec<SubscriptionId> {
        let all = self.all.lock();
        let ended = all.values().map(|entry| &entry.record).filter(|record| record.status(now) != TokenStatus::Valid);
        ended.flat_map(|record| record.subscriptions.iter().copied()).collect()
    }

    /// Forgets with which ended tokens subscriptions were made that are paused now: who resumes one takes it over.
    ///
    /// # Errors
    /// [`LogError`] if that could not be saved.
    pub fn forget_paused(&self, paused: &[SubscriptionId], now: Instant) -> Result<(), LogError> {
        let mut all = self.all.lock();
        let ended = all.values_mut().map(|entry| &mut entry.record).filter(|r| r.status(now) != TokenStatus::Valid);
        ended.for_each(|record| record.subscriptions.retain(|id| !paused.contains(id)));
        drop(all);
        self.save()
    }

    /// Writes the file as things are now. It blocks until the disk has it.
    ///
    /// # Errors
    /// [`LogError`]; the file is as it was.
    pub fn save(&self) -> Result<(), LogError> {
        self.must_be_whole()?;
        let _writing = self.writing.lock();
        self.write(&self.records())
    }

    fn records(&self) -> Vec<TokenRecord> {
        self.all.lock().values().map(|entry| entry.record.clone()).collect()
    }

    fn write(&self, records: &[TokenRecord]) -> Result<(), LogError> {
        self.service.refuse_writing()?;
        token_file::write(&self.path, records)
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
