//! The query for a bundle or its half page, and its codec.

use super::OnDifference;
use crate::app::query_keys as keys;
use crate::app::request_target::{Query, RequestTarget};
use crate::app::time_axes;
use crate::projections::sealing::SealingSelector;

/// Which bundle is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleQuery {
    /// The id of the round.
    pub round: String,
    /// Which of its sealings.
    pub which: SealingSelector,
    /// What to do where the log no longer reproduces its report.
    pub differing: OnDifference,
}

impl BundleQuery {
    /// Writes the query for the bundle as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        self.target("bundel")
    }

    /// Writes the query for the half page alone.
    pub fn to_half_page_target(&self) -> RequestTarget {
        self.target("raadsstuk")
    }

    fn target(&self, what: &str) -> RequestTarget {
        RequestTarget::of(format!("/v1/rondes/{}/{what}", self.round))
            .sealing(self.which)
            .with_flag(keys::ACCEPT_DIFFERING, self.differing == OnDifference::Accept)
    }

    /// Reads the query for a round.
    pub fn from_query(round: String, query: &mut Query) -> BundleQuery {
        let which = time_axes::sealing(query);
        let accepts = query.flag(keys::ACCEPT_DIFFERING);
        BundleQuery { round, which, differing: if accepts { OnDifference::Accept } else { OnDifference::Refuse } }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::query_tests::{id, read, which};

    proptest! {
        #[test]
        fn reading_what_was_written_gives_the_same_bundle((round, which, accepts) in (id(), which(), any::<bool>())) {
            let differing = if accepts { OnDifference::Accept } else { OnDifference::Refuse };
            let asked = BundleQuery { round: round.clone(), which, differing };
            for (target, what) in [(asked.to_target(), "bundel"), (asked.to_half_page_target(), "raadsstuk")] {
                let path = format!("/v1/rondes/{round}/{what}");
                prop_assert_eq!(&read(&target, &path, |query| BundleQuery::from_query(round.clone(), query)), &asked);
            }
        }
    }
}
