//! A review that is left and opened again by another process, also one that was killed.

use std::sync::Arc;

use peildatum::app::clock::FixedClock;
use peildatum::app::reviews::reading::{OpenReview, ReviewStanding, Which};
use peildatum::app::reviews::recording::proposals;
use peildatum::app::reviews::{Judged, ReviewId, SourcePage};
use peildatum::app::{AppendOptions, OpenOptions, Service};
use peildatum::domain::time::Instant;
use peildatum::log::folder::IfMissing;

use super::{PAGE, on_disk};
use crate::http::{NOW, actor};

/// Opens a service on a folder.
fn open(folder: &std::path::Path) -> Service {
    let clock = Arc::new(FixedClock::at(Instant::parse(NOW).unwrap()));
    let options = OpenOptions { if_missing: IfMissing::Create, clock, ..OpenOptions::default() };
    Service::open(folder, options).unwrap()
}

fn open_review(service: &Service, id: &ReviewId) -> Box<OpenReview> {
    match service.standing_review(id).unwrap() {
        ReviewStanding::Open(open) => open,
        ReviewStanding::Recorded(review) => panic!("recorded: {review:?}"),
    }
}

#[test]
fn who_leaves_and_comes_back_loses_nothing_also_when_the_service_is_killed_between() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    let service = open(&folder);
    let page = SourcePage {
        document: "pagina.txt".to_owned(),
        bytes: PAGE.as_bytes().to_vec(),
        round: "2021-vr2".to_owned(),
        reporting_date: Some("2021-09-01".to_owned()),
        ..SourcePage::default()
    };
    let id = service.begin_review(page, "iemand").unwrap();
    let before = open_review(&service, &id);
    service.judge_drafts(&before, &Which::One(&before.drafts[0].key), Some(Judged::Accepted), (1, "iemand")).unwrap();
    service.close().unwrap();
    drop(service);
    let service = open(&folder);
    let after = open_review(&service, &id);
    assert_eq!(after.drafts.len(), before.drafts.len());
    assert_eq!(after.drafts[0].verdict.as_ref().map(|verdict| verdict.judged), Some(Judged::Accepted));
    assert_eq!(after.undecided(), before.drafts.len() - 1);
    service.judge_drafts(&after, &Which::Rest, Some(Judged::Unseen), (2, "iemand")).unwrap();
    // Killed after the batch was recorded, before the page was dropped.
    let items = service.batch_of(&open_review(&service, &id)).unwrap();
    let batch = proposals(&items).unwrap();
    let appended = service.append(batch.clone(), &actor(), AppendOptions::default()).unwrap();
    service.close().unwrap();
    drop(service);
    let service = open(&folder);
    let ReviewStanding::Recorded(review) = service.standing_review(&id).unwrap() else { panic!("it was recorded") };
    let positions: Vec<u64> = appended.records.iter().map(|record| record.position).collect();
    assert_eq!(review.receipt.map(|receipt| receipt.positions), Some(positions));
    assert_eq!(on_disk(&service, id.as_str()), None, "the page is gone");
    // The same batch adds nothing.
    assert_eq!(service.append(batch, &actor(), AppendOptions::default()).unwrap().added, 0);
}
