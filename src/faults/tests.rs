//! Faults as they are told.
