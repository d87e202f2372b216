//! Decides whether a reservation of a page is fulfilled: compares each with every sentence that states that something
//! is settled.

use super::{Paper, Papers, PlacedReservation, ReservationDraft, ReservationEnd, SettledStatement};
use crate::dutch_text;
use crate::reservations::ReservationOutcome;

/// How certain it is that a sentence settles a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Perhaps,
    Surely,
}

impl Papers {
    /// Compares each reservation with everything that the page states as settled, and puts what fulfils before what it
    /// fulfils.
    pub fn settle_reservations(&mut self) {
        let ends: Vec<(usize, ReservationDraft)> =
            self.reserved.iter().map(|one| (one.paper, self.under(one))).collect();
        for (paper, under) in ends {
            let known = self.list[paper].reservation.take();
            self.list[paper].reservation = Some(known.map_or(under.clone(), |known| known.join(under)));
        }
        self.lifted();
        self.in_order();
    }

    fn under(&self, one: &PlacedReservation) -> ReservationDraft {
        ReservationDraft { text: one.reservation.text.clone(), body: one.reservation.body(), end: self.end(one) }
    }

    fn end(&self, one: &PlacedReservation) -> ReservationEnd {
        let fits = self.statements.iter().filter_map(|said| Some((self.fit(one, said)?, said)));
        let mut fits: Vec<(Fit, &SettledStatement)> = fits.collect();
        // The surest first; among those the nearest, and what comes after before what came earlier.
        let distance = |said: &SettledStatement| match said.place.sentence.checked_sub(one.place.sentence) {
            Some(behind) => (0, behind),
            None => (1, one.place.sentence - said.place.sentence),
        };
        fits.sort_by_key(|(fit, said)| (std::cmp::Reverse(*fit), distance(said)));
        let Some((fit, said)) = fits.first() else { return ReservationEnd::NotStated };
        let line = said.place.line;
        match (said.settled.outcome, fit) {
            (ReservationOutcome::Refused, _) => ReservationEnd::Refused { line },
            (ReservationOutcome::Fulfilled, Fit::Perhaps) => ReservationEnd::Perhaps { line },
            (ReservationOutcome::Fulfilled, Fit::Surely) => match self.fulfiller(one, said) {
                Some(paper) => ReservationEnd::By { slug: self.list[paper].mention.slug(), line },
                None => ReservationEnd::ByUnknown { line },
            },
        }
    }

    /// Returns how certainly a sentence settles a reservation, by its place and words; none where it can not.
    fn fit(&self, one: &PlacedReservation, said: &SettledStatement) -> Option<Fit> {
        let parties = (&one.reservation.parties, &said.settled.parties);
        let others = !parties.0.is_empty() && !parties.1.is_empty();
        if others && !parties.0.iter().any(|party| parties.1.contains(party)) {
            return None;
        }
        let is_own_sentence = said.place.sentence == one.place.sentence;
        let names_it = said.papers.contains(&one.paper) && !is_own_sentence;
        let comes = one.awaits.iter().any(|paper| said.papers.contains(paper)) && !is_own_sentence;
        // The decision itself, repeated or mentioned earlier, fulfils nothing.
        if names_it && !said.settled.names_reservation && !said.settled.parties.contains(&"raad") {
            return None;
        }
        if is_own_sentence {
            return said.same_sentence.then_some(Fit::Surely);
        }
        if comes || names_it {
            return Some(Fit::Surely);
        }
        let shared = one.about.iter().filter(|topic| said.about.contains(topic)).count();
        if one.place.note != said.place.note {
            return match shared {
                0 | 1 => said.settled.names_reservation.then_some(Fit::Perhaps),
                _ => Some(Fit::Perhaps),
            };
        }
        let is_behind = said.place.sentence > one.place.sentence;
        let is_meant = said.settled.is_plural || self.nearest(one, said);
        let is_sure = is_meant && said.settled.refers_back && (is_behind || shared > 0);
        Some(if is_sure { Fit::Surely } else { Fit::Perhaps })
    }

    /// Returns true for the reservation of a note that shares most words with a sentence, else the last before it.
    fn nearest(&self, one: &PlacedReservation, said: &SettledStatement) -> bool {
        let shared = |other: &PlacedReservation| other.about.iter().filter(|topic| said.about.contains(topic)).count();
        let rivals = || self.reserved.iter().filter(|other| other.place.note == said.place.note);
        let most = rivals().map(shared).max().unwrap_or(0);
        let best: Vec<&PlacedReservation> = rivals().filter(|other| shared(other) == most).collect();
        let before = best.iter().rev().find(|other| other.place.sentence < said.place.sentence);
        let meant = before.or(best.first()).map(|other| other.place.sentence);
        meant == Some(one.place.sentence)
    }

    /// Returns the one paper of the sentence that can have fulfilled it.
    fn fulfiller(&self, one: &PlacedReservation, said: &SettledStatement) -> Option<usize> {
        let awaited: Vec<usize> = one.awaits.iter().copied().filter(|paper| said.papers.contains(paper)).collect();
        let of_executive = |paper: usize| self.list[paper].mention.kind == "collegebesluit";
        let for_council = one.reservation.parties.contains(&"raad") || said.settled.parties.contains(&"raad");
        let mut able: Vec<usize> = if awaited.is_empty() { said.papers.clone() } else { awaited };
        able.retain(|paper| *paper != one.paper && !(for_council && of_executive(*paper)));
        able.dedup();
        match able.as_slice() {
            [paper] if !self.rests_on(*paper, one.paper) => Some(*paper),
            _ => None,
        }
    }

    /// Returns true when `paper` itself was taken under a reservation that `other` ends: neither can then fulfil the
    /// other.
    fn rests_on(&self, paper: usize, other: usize) -> bool {
        let rests = |one: &PlacedReservation| one.paper == paper && (one.awaits.contains(&other) || one.paper == other);
        self.reserved.iter().any(rests)
    }

    /// Handles a page that only states that a reservation is gone: those words then serve as its text.
    fn lifted(&mut self) {
        for said in self.statements.iter().filter(|said| said.settled.names_reservation) {
            let (own, others): (Vec<usize>, Vec<usize>) =
                said.papers.iter().partition(|paper| self.list[**paper].mention.kind == "collegebesluit");
            let ([own], [other]) = (own.as_slice(), others.as_slice()) else { continue };
            let slug = self.list[*other].mention.slug();
            let text = dutch_text::cut(&said.text, 2000);
            let under = ReservationDraft { text, body: None, end: ReservationEnd::By { slug, line: said.place.line } };
            self.list[*own].reservation.get_or_insert(under);
        }
    }

    /// Orders papers so that what fulfils is recorded before what it fulfils; a circle is broken by dropping the last
    /// link.
    fn in_order(&mut self) {
        let mut left: Vec<Paper> = std::mem::take(&mut self.list);
        while !left.is_empty() {
            let waits = |paper: &Paper| {
                paper.fulfilled_by().is_some_and(|slug| left.iter().any(|other| other.mention.slug() == slug))
            };
            let next = left.iter().position(|paper| !waits(paper));
            let mut paper = left.remove(next.unwrap_or(0));
            if let (None, Some(under)) = (next, &mut paper.reservation) {
                under.end = ReservationEnd::Perhaps { line: paper.line };
            }
            self.list.push(paper);
        }
    }
}

impl Paper {
    fn fulfilled_by(&self) -> Option<&str> {
        match &self.reservation.as_ref()?.end {
            ReservationEnd::By { slug, .. } => Some(slug),
            ReservationEnd::NotStated
            | ReservationEnd::ByUnknown { .. }
            | ReservationEnd::Perhaps { .. }
            | ReservationEnd::Refused { .. } => None,
        }
    }
}

impl ReservationDraft {
    /// Joins two reservations of one paper into one draft; it is fulfilled by one paper only where both are.
    fn join(self, other: ReservationDraft) -> ReservationDraft {
        if self.text == other.text || self.text.contains(&other.text) {
            return self;
        }
        let end = match (self.end, other.end) {
            (one, two) if one == two => one,
            (ReservationEnd::Refused { line }, _) | (_, ReservationEnd::Refused { line }) => {
                ReservationEnd::Refused { line }
            }
            (ReservationEnd::NotStated, ReservationEnd::NotStated) => ReservationEnd::NotStated,
            (
                ReservationEnd::By { line, .. } | ReservationEnd::ByUnknown { line } | ReservationEnd::Perhaps { line },
                _,
            )
            | (
                _,
                ReservationEnd::By { line, .. } | ReservationEnd::ByUnknown { line } | ReservationEnd::Perhaps { line },
            ) => ReservationEnd::Perhaps { line },
        };
        let body = if self.body == other.body { self.body } else { None };
        ReservationDraft { text: dutch_text::cut(&format!("{}; {}", self.text, other.text), 2000), body, end }
    }
}
