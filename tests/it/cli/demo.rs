//! `demo`: it prints its address and three pages to look at, and leaves no files behind.

use std::path::Path;

use super::{Place, Running, run};

/// Starts a demo on a free port and waits for its last line.
fn demo(more: &[&str]) -> Running {
    Running::start(&[&["demo", "--listen", "127.0.0.1:0"], more].concat(), "Ctrl-C beëindigt de demo.")
}

/// Returns the pages that a demo names, with their texts.
fn try_all(demo: &Running) -> Vec<(String, String)> {
    let lines = demo.said.lines().map(str::trim);
    let named: Vec<&str> = lines.filter(|line| line.starts_with(&format!("{}/", demo.address))).collect();
    assert_eq!(named.len(), 3, "{}", demo.said);
    let look = |address: &&str| {
        let mut answer = ureq::get(*address).header("accept", "text/html").call().expect("the page is there");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8", "{address}");
        let page = answer.body_mut().read_to_string().expect("a page is text").replace('\u{a0}', " ");
        ((*address).to_owned(), page)
    };
    named.iter().map(look).collect()
}

/// Asserts that each page is one of these, by its path, and holds what is said of it.
fn shows(pages: &[(String, String)], wanted: [(&str, &str); 3]) {
    for ((address, page), (path, part)) in pages.iter().zip(wanted) {
        assert!(address.contains(path) && page.contains(part), "{address}: {part}: {page}");
    }
}

#[test]
fn each_of_the_three_things_is_done_on_a_page_and_nothing_is_left_behind() {
    let demo = demo(&[]);
    assert!(demo.said.contains("308 gebeurtenissen van voorbeeldstad"), "{}", demo.said);
    assert!(demo.said.contains(&format!("Pagina's om te bekijken: {} ", demo.address)), "{}", demo.said);
    let folder = demo.said.lines().find_map(|line| line.strip_prefix("Gegevensmap: ")).expect("it says where");
    let folder = folder.split(" (").next().expect("a path").to_owned();
    assert!(Path::new(&folder).is_dir(), "{folder}");
    let pages = try_all(&demo);
    shows(
        &pages,
        [
            ("/vergelijken", "nature apart"),
            ("/rondes/2019-vr1", "vastgesteld door raad"),
            ("/controle", "/v1/rondes/2019-vr1/bundel?versie=2"),
        ],
    );
    let ended = demo.stop("-INT").done();
    assert_eq!(ended.err, "");
    assert!(!Path::new(&folder).exists(), "{folder} is left behind");
}

#[test]
fn the_stream_of_leiden_shows_in_the_same_way() {
    let demo = demo(&["--stream", "leiden"]);
    let pages = try_all(&demo);
    shows(
        &pages,
        [
            ("/vergelijken", "2021-09-01"),
            ("/rapportage", "1 september 2021"),
            ("/geschiedenis", "Voorziening gesloten"),
        ],
    );
    demo.stop("-TERM").done();
}

#[test]
fn a_folder_that_holds_the_stream_is_used_again_and_another_log_is_not() {
    let place = Place::new();
    let data = place.path("data");
    for _ in 0..2 {
        let demo = demo(&["--data", &data]);
        assert!(demo.said.contains("308 gebeurtenissen van voorbeeldstad"), "{}", demo.said);
        demo.stop("-TERM").done();
    }
    run(&["demo", "--listen", "127.0.0.1:0", "--data", &data, "--stream", "leiden"]).refused(2, &[&data, "lege map"]);
    assert_eq!(run(&["export", "--data", &data]).done().out.lines().count(), 308);
}
