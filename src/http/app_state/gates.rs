//! The gates of a service: one for each kind of work, so that much of one never takes the place of another.

use tokio::sync::Semaphore;

use crate::http::gate::{Capacity, Gate};

/// A kind of work that has a gate of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkKind {
    /// A JSON body that is parsed.
    Body,
    /// An append on its way to the writer.
    Append,
    /// The body of an import, written to disk.
    Spool,
    /// An import.
    Import,
    /// A verification.
    Verification,
    /// The secrets of a back-up.
    Secrets,
    /// An audit bundle.
    Bundle,
}

pub(super) struct Gates {
    pub(super) small: Gate,
    pub(super) large: Gate,
    pub(super) vast: Gate,
    pub(super) pieces: Semaphore,
    pub(super) bodies: Gate,
    pub(super) appends: Gate,
    pub(super) spools: Gate,
    pub(super) imports: Gate,
    pub(super) verifications: Gate,
    pub(super) secrets: Gate,
    pub(super) bundles: Gate,
}

impl Gates {
    pub(super) fn of(capacity: &Capacity) -> Gates {
        Gates {
            small: Gate::new(capacity.small),
            large: Gate::new(capacity.large),
            vast: Gate::new(capacity.vast),
            pieces: Semaphore::new(capacity.pieces),
            bodies: Gate::new(capacity.bodies),
            appends: Gate::new(capacity.appends),
            spools: Gate::new(capacity.spools),
            imports: Gate::new(capacity.imports),
            verifications: Gate::new(capacity.verifications),
            secrets: Gate::new(capacity.secrets),
            bundles: Gate::new(capacity.bundles),
        }
    }

    /// Returns each gate by a name for those who watch.
    pub(super) fn all(&self) -> [(&'static str, &Gate); 10] {
        [
            ("small", &self.small),
            ("large", &self.large),
            ("vast", &self.vast),
            ("body", &self.bodies),
            ("append", &self.appends),
            ("spool", &self.spools),
            ("import", &self.imports),
            ("verification", &self.verifications),
            ("secrets", &self.secrets),
            ("bundle", &self.bundles),
        ]
    }

    /// Returns the gate of a kind of work.
    pub(super) const fn of_work(&self, work: WorkKind) -> &Gate {
        match work {
            WorkKind::Body => &self.bodies,
            WorkKind::Append => &self.appends,
            WorkKind::Spool => &self.spools,
            WorkKind::Import => &self.imports,
            WorkKind::Verification => &self.verifications,
            WorkKind::Secrets => &self.secrets,
            WorkKind::Bundle => &self.bundles,
        }
    }
}
