//! The faults of a verification: one per event, at most a hundred with their details, the rest counted.

use std::collections::{HashMap, HashSet};

use crate::app::Service;
use crate::domain::header::HeaderRef;
use crate::domain::state::State;
use crate::faults::{Defect, EventName, FailedSealing, Fault, attribute_failures};
use crate::language::Message;
use crate::log::codec::StoredRecord;
use crate::projections::RecordSource;

/// The most faults that are kept with their details; the rest is counted.
const FAULTS_MAX: usize = 100;

/// Faults, by the position that they are about.
pub struct FaultCollector<'s> {
    /// Even while serving, the service knows the names of events whose records can not be read.
    service: &'s Service,
    faults: Vec<Fault>,
    /// The index in `faults` of the fault of each position.
    places: HashMap<u64, usize>,
    /// Positions with a fault that is only counted: each counts once.
    counted: HashSet<u64>,
}

impl<'s> FaultCollector<'s> {
    /// Starts without faults.
    pub fn of(service: &'s Service) -> FaultCollector<'s> {
        FaultCollector { service, faults: Vec::new(), places: HashMap::new(), counted: HashSet::new() }
    }

    /// Adds a fault of the log as a whole.
    pub fn whole(&mut self, what: Message) {
        self.faults.push(Fault::of_log(0, vec![what]));
    }

    /// Adds the number of missing texts.
    pub fn texts_missing(&mut self, count: u64) {
        self.faults.push(Fault::texts_missing(count));
    }

    /// Adds a defect of an event. The event gets the name in its record, where that can be read.
    pub fn defect(&mut self, position: u64, stored: Option<&StoredRecord<'_>>, defect: Defect) {
        if let Some(place) = self.places.get(&position) {
            let known = &mut self.faults[*place].defects;
            // An unreadable record is reported once, without the defects that follow from it.
            if !known.contains(&defect) && !known.contains(&Defect::Unreadable) {
                known.push(defect);
            }
            return;
        }
        if self.faults.len() >= FAULTS_MAX {
            self.counted.insert(position);
            return;
        }
        let name = match stored {
            Some(stored) => Some(name_of(position, stored)),
            None => EventName::at(&self.service.state(), position),
        };
        let fault = match name {
            Some(name) => Fault::of_event(&name, vec![defect]),
            None => Fault { defects: vec![defect], ..Fault::named(position, Message::verbatim(position.to_string())) },
        };
        self.places.insert(position, self.faults.len());
        self.faults.push(fault);
    }

    /// Adds sealings that do not hold, or can not be checked.
    pub fn sealings(&mut self, failed: &[FailedSealing<'_>], state: &State, contents: &dyn RecordSource) {
        attribute_failures(&mut self.faults, failed, state, contents);
    }

    /// Returns the faults in log order, those of the whole first, and their number.
    pub fn into_faults(mut self) -> (Vec<Fault>, u64) {
        let found = (self.faults.len() + self.counted.len()) as u64;
        self.faults.sort_by_key(|fault| fault.position);
        self.faults.truncate(FAULTS_MAX);
        (self.faults, found)
    }
}

fn name_of(position: u64, stored: &StoredRecord<'_>) -> EventName {
    let HeaderRef { kind, subject, effective_on: on, precision, .. } = stored.header;
    EventName { position, kind, subject: subject.to_owned(), on, precision }
}
