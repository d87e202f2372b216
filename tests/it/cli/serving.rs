//! `serve`: what it refuses, how it ends, and that only one process can hold a folder.

use std::net::TcpListener;

use super::{Place, Running, run};

#[test]
fn a_service_listens_on_this_machine_only() {
    let place = Place::new();
    let data = place.path("data");
    for others in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        run(&["serve", "--data", &data, "--listen", others]).refused(2, &[others, "toegang is niet ingericht"]);
    }
    run(&["serve", "--data", &data, "--listen", "8080"]).refused(2, &["8080", "127.0.0.1:8080"]);
    assert_eq!(place.names(), Vec::<String>::new(), "nothing is made before it listens");
}

#[test]
fn a_taken_address_is_refused_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("it listens").to_string();
    let place = Place::new();
    run(&["serve", "--data", &place.path("data"), "--listen", &address]).refused(2, &[&address, "--listen"]);
    run(&["demo", "--listen", &address]).refused(2, &[&address, "--listen"]);
}

#[test]
fn a_configuration_says_where_to_listen_and_unknown_keys_are_refused() {
    let place = Place::new();
    let data = place.path("data");
    let good = place.file("good.toml", "listen = \"127.0.0.1:0\"\n[limits]\nfarewell-seconds = 5\n");
    let service = Running::start(&["serve", "--data", &data, "--config", &good], "luistert op ");
    service.stop("-TERM").done();
    let bad = place.file("bad.toml", "# where\nport = 8080\n");
    run(&["serve", "--data", &data, "--config", &bad]).refused(2, &["bad.toml:2: ", "port"]);
    let wide = place.file("wide.toml", "listen = \"0.0.0.0:8080\"\n");
    run(&["serve", "--data", &data, "--config", &wide]).refused(2, &["toegang is niet ingericht"]);
}

#[test]
fn both_signals_end_it_in_good_order() {
    let place = Place::new();
    let data = place.loaded();
    for signal in ["-TERM", "-INT"] {
        let ended = Running::serve(&data).stop(signal).done();
        assert_eq!(ended.out.lines().count(), 1, "one line with the address: {ended:?}");
        assert!(ended.out.starts_with("luistert op http://127.0.0.1:"), "{ended:?}");
        run(&["verify", "--data", &data]).done();
    }
}

#[test]
fn a_folder_has_one_holder_and_the_other_is_told_what_to_do() {
    let place = Place::new();
    let data = place.loaded();
    let holder = Running::serve(&data);
    let asks: [&[&str]; 5] = [
        &["report", "--on", "2019-04-01"],
        &["history", "voorziening/gebouw-c"],
        &["export"],
        &["verify"],
        &["serve", "--listen", "127.0.0.1:0"],
    ];
    for ask in asks {
        run(&[ask, &["--data", &data]].concat()).refused(3, &[&data, "in gebruik", "--url"]);
    }
    run(&["import", "--data", &data, &super::stream("leiden.v1.ndjson")]).refused(3, &["in gebruik"]);
    holder.stop("-TERM").done();
    run(&["verify", "--data", &data]).done();
}
