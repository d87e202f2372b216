//! What the claims of a token say of an account: its role, its nodes, its name and its end.
//!
//! Each provider writes them in its own place, so a claim is a path through the JSON of the token.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::access::grant::Refused;
use crate::access::record::NODES_MAX;
use crate::domain::access::Role;
use crate::domain::moment::parse_known_at;
use crate::domain::text::Text;
use crate::domain::time::Instant;

/// Where a claim stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPath(Vec<String>);

impl ClaimPath {
    /// Reads `realm_access.roles`: keys with dots between them.
    pub fn dotted(text: &str) -> Option<ClaimPath> {
        ClaimPath::of(text.split('.').map(str::to_owned).collect())
    }

    /// Takes the keys one by one, for those that have dots of their own.
    pub fn of(keys: Vec<String>) -> Option<ClaimPath> {
        (!keys.is_empty() && keys.iter().all(|key| !key.is_empty())).then_some(ClaimPath(keys))
    }

    /// Returns what stands there.
    pub fn find<'a>(&self, claims: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(claims, |within, key| within.as_object()?.get(key)).filter(|found| !found.is_null())
    }
}

/// Returns the words of a claim: of a list each text, of a text itself.
pub fn words(value: &Value) -> Vec<&str> {
    match value {
        Value::String(one) => vec![one.as_str()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Where the claims about an account stand, and what they mean here.
#[derive(Debug, Clone)]
pub struct AccountRules {
    /// The claim with the roles or groups.
    pub role: ClaimPath,
    /// Which role each word of that claim stands for.
    pub roles: BTreeMap<String, Role>,
    /// The words of that claim that mark an external auditor.
    pub auditors: BTreeSet<String>,
    /// The claim with the nodes of a reporter.
    pub nodes: Option<ClaimPath>,
    /// The claim with the name to show.
    pub name: ClaimPath,
    /// The claim with the end of an account.
    pub end: Option<ClaimPath>,
    /// The end of an account by its subject.
    pub ends: BTreeMap<String, Instant>,
}

/// An account as a provider describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What it may do.
    pub role: Role,
    /// Whether it is that of an external auditor.
    pub is_auditor: bool,
    /// The nodes that a reporter records about.
    pub nodes: Vec<String>,
    /// The name to show.
    pub name: Option<Text<300>>,
    /// When it ends.
    pub ends_at: Option<Instant>,
}

impl AccountRules {
    /// Reads the account from the claims of a token of this subject.
    ///
    /// # Errors
    /// [`Refused::NoRole`], [`Refused::ManyRoles`], [`Refused::AccountEnded`], [`Refused::EndMissing`].
    pub fn account(&self, subject: &str, claims: &Value, now: Instant) -> Result<Account, Refused> {
        let role = self.role_of(claims)?;
        let nodes = self.nodes.as_ref().filter(|_| role.is_bound_to_nodes()).and_then(|path| path.find(claims));
        let nodes = nodes.map_or_else(Vec::new, words).into_iter().take(NODES_MAX).map(str::to_owned).collect();
        let claimed = self.end.as_ref().and_then(|path| path.find(claims)).map(end).transpose()?;
        let ends_at = [claimed, self.ends.get(subject).copied()].into_iter().flatten().min();
        if ends_at.is_some_and(|end| now >= end) {
            return Err(Refused::AccountEnded);
        }
        let given = self.role.find(claims).map_or_else(Vec::new, words);
        let is_auditor = given.iter().any(|word| self.auditors.contains(*word));
        if is_auditor && ends_at.is_none() {
            return Err(Refused::EndMissing);
        }
        let name = self.name.find(claims).and_then(Value::as_str).and_then(|name| Text::parse(name).ok());
        Ok(Account { role, is_auditor, nodes, name, ends_at })
    }

    /// Returns the one role that the claims give. Reading is part of every role, so beside another it says nothing.
    fn role_of(&self, claims: &Value) -> Result<Role, Refused> {
        let given = self.role.find(claims).map_or_else(Vec::new, words);
        let mut roles: BTreeSet<Role> = given.into_iter().filter_map(|word| self.roles.get(word).copied()).collect();
        if roles.len() > 1 {
            roles.remove(&Role::Reader);
        }
        match (roles.pop_first(), roles.is_empty()) {
            (None, _) => Err(Refused::NoRole),
            (Some(role), true) => Ok(role),
            (Some(_), false) => Err(Refused::ManyRoles),
        }
    }
}

/// Reads the end of an account: a day, which is part of it, a moment, or seconds since 1970. One that can not be read
/// lets nobody in.
fn end(value: &Value) -> Result<Instant, Refused> {
    let end = match value {
        Value::String(text) => parse_known_at(text).ok(),
        Value::Number(seconds) => {
            seconds.as_i64().and_then(|seconds| seconds.checked_mul(1_000_000)).map(Instant::from_micros)
        }
        _ => None,
    };
    end.ok_or(Refused::AccountEnded)
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
