//! The key of a log: reading needs no confirmation, renewing or renaming needs an explicit flag; both print the next
//! steps.

use super::{Place, run};

fn key_of(data: &str) -> String {
    run(&["key", "--data", data]).done().out
}

#[test]
fn a_key_is_renewed_or_renamed_in_a_pipe_only_with_the_word_for_it() {
    let place = Place::new();
    let data = place.loaded();
    let first = key_of(&data);
    for asked in [&["--renew"][..], &["--name", "stad.example/log"]] {
        let args = [&["key", "--data", &data], asked].concat();
        run(&args).refused(2, &["--yes", "niet terug te draaien"]);
        assert_eq!(key_of(&data), first, "nothing was changed");
    }
    let renewed = run(&["key", "--data", &data, "--renew", "--yes"]).done();
    assert_ne!(renewed.out, first);
    assert_eq!(renewed.out, key_of(&data));
    for said in ["Wat nu te doen: ", first.trim(), "griffie"] {
        assert!(renewed.err.contains(said), "{said} in {renewed:?}");
    }
    let named = run(&["key", "--data", &data, "--name", "stad.example/log", "--yes"]).done();
    assert!(named.out.starts_with("stad.example/log+") && named.err.contains(renewed.out.trim()), "{named:?}");
    run(&["key", "--data", &data, "--name", "stad.example/log"]).done(); // the present name
}
