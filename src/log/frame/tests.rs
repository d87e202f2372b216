//! Frames and pages: what was written is read back, and any change is detected.

use proptest::prelude::*;

use super::*;

fn frame_of(first: u64, records: &[Vec<u8>]) -> Frame {
    let mut batch = Batch::new(first);
    for record in records {
        batch.push(record).expect("fits");
    }
    batch.finish().expect("not empty")
}

fn joined(frame: &Frame) -> Vec<u8> {
    frame.pages().flat_map(|(key, page)| page_content(key, &page).unwrap().to_vec()).collect()
}

fn some_records() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let lengths = prop_oneof![0usize..20, 480usize..520, 4_000usize..4_200, 9_000usize..13_000];
    prop::collection::vec(lengths.prop_flat_map(|len| prop::collection::vec(any::<u8>(), len)), 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn records_come_back_from_their_pages(first in 1u64..1 << 60, records in some_records()) {
        let frame = frame_of(first, &records);
        let again = Frame::check(first, joined(&frame)).unwrap();
        prop_assert_eq!(&again, &frame);
        prop_assert_eq!(again.header().end_position(), first + records.len() as u64);
        prop_assert_eq!(frame.pages().count(), frame.header().pages() as usize);
        prop_assert!(frame.pages().all(|(_, page)| page.len() <= PAGE_MAX));
        for ((position, given), expected) in again.records().zip(&records) {
            prop_assert_eq!(given, expected.as_slice());
            prop_assert_eq!(again.record(position), Some(given));
            let index = u32::try_from(position - first).unwrap();
            let range = frame.header().record_range(&frame.as_bytes()[frame.header().table_range(index)]).unwrap();
            prop_assert_eq!(&frame.as_bytes()[range], given);
        }
        prop_assert_eq!(again.record(first - 1), None);
        prop_assert_eq!(again.record(first + records.len() as u64), None);
    }

    #[test]
    fn a_frame_with_any_bit_flipped_or_byte_missing_is_refused(records in some_records(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let frame = frame_of(9, &records);
        let mut bytes = frame.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Frame::check(9, bytes.clone()).is_err());
        bytes[at] ^= 1 << bit;
        bytes.remove(at);
        prop_assert!(Frame::check(9, bytes).is_err());
        prop_assert!(Frame::check(8, frame.as_bytes().to_vec()).is_err());
    }

    #[test]
    fn a_page_with_any_bit_flipped_or_under_another_key_is_refused(records in some_records(), pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let pages: Vec<_> = frame_of(9, &records).pages().collect();
        let (key, mut page) = pages[pick.index(pages.len())].clone();
        let (next_page, next_first) = (PageKey { page: key.page + 1, ..key }, PageKey { first: key.first + 1, ..key });
        prop_assert!(page_content(next_page, &page).is_err());
        prop_assert!(page_content(next_first, &page).is_err());
        prop_assert!(page_content(key, &page[1..]).is_err());
        prop_assert!(page_content(key, &page[..page.len() - 1]).is_err());
        let at = at.index(page.len());
        page[at] ^= 1 << bit;
        prop_assert!(page_content(key, &page).is_err());
    }

    #[test]
    fn keys_sort_by_position_and_then_by_page(one in any::<(u64, u32)>(), other in any::<(u64, u32)>()) {
        let key = |(first, page)| PageKey { first, page };
        prop_assert_eq!(PageKey::parse(&key(one).to_bytes()).unwrap(), key(one));
        prop_assert_eq!(key(one).cmp(&key(other)), key(one).to_bytes().cmp(&key(other).to_bytes()));
    }
}

/// Flips a bit in each byte of a small frame: no field is outside the checksum.
#[test]
fn every_single_byte_of_a_frame_is_guarded() {
    let frame = frame_of(7, &[b"one".to_vec(), Vec::new(), b"three".to_vec()]);
    for at in 0..frame.as_bytes().len() {
        let mut bytes = frame.as_bytes().to_vec();
        bytes[at] ^= 0x80;
        assert!(Frame::check(7, bytes).is_err(), "byte {at}");
    }
}

#[test]
fn a_refused_request_leaves_nothing_in_the_batch() {
    let mut batch = Batch::new(5);
    batch.push(b"kept");
    let before = batch.frame_len();
    batch.push(b"refused");
    batch.push(b"refused too");
    batch.truncate(1);
    assert_eq!((batch.len(), batch.frame_len(), batch.next_position()), (1, before, 6));
    assert_eq!(batch.push(b"next"), Some(6));
    let frame = batch.finish().unwrap();
    assert_eq!(frame.records().collect::<Vec<_>>(), [(5, b"kept".as_slice()), (6, b"next")]);
    assert_eq!(batch.next_position(), 7);
    assert!(batch.finish().is_none());
    batch.truncate(0);
    assert!(batch.is_empty());
}

#[test]
fn a_frame_takes_what_fits_and_no_more() {
    let mut batch = Batch::new(1);
    let largest = FRAME_MAX - batch.frame_len() - 4;
    assert!(batch.fits(1, largest) && !batch.fits(1, largest + 1) && !batch.fits(usize::MAX, 1));
    assert_eq!(batch.push(&vec![7; largest + 1]), None);
    assert_eq!(batch.push(&vec![7; largest]), Some(1));
    assert_eq!(batch.push(&[]), None);
    let frame = batch.finish().unwrap();
    assert_eq!(frame.as_bytes().len(), FRAME_MAX);
    assert_eq!(frame.header().pages(), 16_417);
}

/// The layout is stored on disk: a change here requires a new format version.
#[test]
fn the_bytes_of_a_frame_stay_as_they_are() {
    let frame = frame_of(258, &[b"abc".to_vec(), b"d".to_vec()]);
    let expected = "706466720100000002010000000000000200000004000000030000000400000061626364";
    assert_eq!(hex::encode(&frame.as_bytes()[8..]), expected);
    assert_eq!(frame.header().checksum, XxHash3_64::oneshot(&hex::decode(expected).unwrap()));
    // The XXH3-64 of no bytes, as published: this shows that the function is the standard one.
    assert_eq!(XxHash3_64::oneshot(b""), 0x2d06_8005_38d3_94c2);
}

#[test]
fn another_format_version_is_refused_by_name() {
    let mut bytes = frame_of(1, &[b"x".to_vec()]).into_bytes();
    bytes[12] = 2;
    assert_eq!(Frame::check(1, bytes), Err(FrameError::Version { first: 1, version: 2 }));
}
