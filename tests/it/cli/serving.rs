//! `serve`: what it refuses, how it ends, and that only one process can hold a folder.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use peildatum::app::clock::{Clock as _, SystemClock};

use super::{Place, Running, command, ran, run};

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
fn everything_that_is_wrong_with_the_settings_is_told_in_one_run() {
    let place = Place::new();
    let bad = place.file("bad.toml", "port = 8080\n[limits]\nconnections = 0\n[tls]\nkey = \"/nergens\"\n");
    let mut serve = command(&["serve", "--config", &bad, "--traces-endpoint", "collector:4317"]);
    let told = ran(serve.env("PEILDATUM_WEBHOOKS_RETRIES", "veel"));
    let begins = [
        "bad.toml:1: port ",
        "bad.toml:3: limits.connections: ",
        "bad.toml:5: tls.key: ",
        "PEILDATUM_WEBHOOKS_RETRIES: ",
        "--traces-endpoint: ",
        "--data",
    ];
    let lines: Vec<&str> = told.err.lines().collect();
    assert_eq!((told.code, lines.len()), (2, begins.len()), "{told:#?}");
    assert!(begins.iter().zip(&lines).all(|(begin, line)| line.contains(begin)), "{lines:#?}");
}

#[test]
fn a_variable_gives_a_setting_and_an_option_goes_before_it() {
    let place = Place::new();
    let wide = |args: &[&str]| {
        let mut serve = command(&[&["serve", "--check"], args].concat());
        ran(serve.env("PEILDATUM_DATA", place.path("data")).env("PEILDATUM_LISTEN", "0.0.0.0:0"))
    };
    let refused = wide(&[]);
    assert!(refused.code == 2 && refused.err.contains("0.0.0.0:0"), "{refused:?}");
    assert!(wide(&["--listen", "127.0.0.1:0"]).done().out.contains("http://127.0.0.1:"));
}

/// Returns all files below a folder, with the time and the bytes of each.
fn files(folder: &Path, found: &mut BTreeMap<PathBuf, (SystemTime, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            let changed = path.metadata().and_then(|there| there.modified()).expect("its time");
            found.insert(path.clone(), (changed, std::fs::read(&path).expect("it can be read")));
        }
    }
}

#[test]
fn a_check_looks_at_what_a_start_would_and_changes_nothing() {
    let place = Place::new();
    let (data, log) = (place.loaded(), place.path("toegang.ndjson"));
    let text = format!("listen = \"127.0.0.1:0\"\n[access]\ntokens = true\naccess-log = \"{log}\"\n");
    let config = place.file("serve.toml", &text);
    let check = |data: &str| run(&["serve", "--check", "--config", &config, "--data", data]);
    assert!(check(&data).done().out.contains(&data));
    assert!(check(&place.path("nieuw")).done().out.contains("maken"));
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("it listens").to_string();
    let held = Running::serve(&data);
    check(&data).refused(3, &[&data, "in gebruik"]);
    let both = run(&["serve", "--check", "--data", &data, "--listen", &address]);
    assert_eq!((both.code, both.err.lines().count()), (2, 2), "{both:?}");
    held.stop("-TERM").done();
    std::fs::write(Path::new(&data).join("tokens"), "onzin").expect("it can be written");
    check(&data).refused(3, &["toegangsbewijzen"]);
    let other = Path::new(&data).join("FORMAT");
    std::fs::write(other, "peildatum 99\n").expect("it can be written");
    assert!(check(&data).err.contains("peildatum 99"));
    let folder = place.file("een-bestand", "x");
    assert_ne!(check(&folder).code, 0);
    assert!(!Path::new(&log).exists() && !Path::new(&place.path("nieuw")).exists());
}

/// A secret that was put where a path belongs, or in an address, would end up in the log of the system.
#[test]
fn what_is_wrong_is_told_without_a_secret_that_stands_where_it_does_not_belong() {
    let place = Place::new();
    let provider = "[[access.openid]]\nname = \"stad\"\nissuer = \"https://jan:zwijgstil@login.example/x y\"\n\
        client-id = \"peildatum\"\nclient-secret-file = \"zwijgstil-van-de-client\"\nrole-claim = \"r\"\n\
        [access.openid.roles]\nx = \"lezen\"\n";
    let text = format!(
        "listen = \"jan:zwijgstil@stad.example:1\"\ntraces-endpoint = \"ftp://jan:zwijgstil@collector\"\notlp-endpoint = \"jan:zwijgstil@x\"\n\
         ca-file = \"\"\"\n-----BEGIN CERTIFICATE-----\nzwijgstil\n\"\"\"\n[tls]\ncertificate = \"-----BEGIN zwijgstil\"\n\
         key = \"\"\"\n-----BEGIN PRIVATE KEY-----\nzwijgstil\n\"\"\"\n[access]\naccess-log = \"zwijgstil\\nx/y\"\n{provider}"
    );
    let config = place.file("serve.toml", &text);
    let data = place.path("data");
    for more in [&["--check"][..], &[]] {
        let told = run(&[&["serve", "--config", &config, "--data", &data], more].concat());
        assert!(told.code == 2 && !told.err.contains("zwijgstil"), "{told:?}");
        for key in ["client-secret-file", "traces-endpoint", "otlp-endpoint", "ca-file", "tls."] {
            assert!(told.err.contains(key), "{key}: {told:?}");
        }
    }
}

#[test]
fn a_check_refuses_a_key_and_a_name_that_a_start_refuses() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let data = place.loaded();
    let named = place.file("serve.toml", "log-name = \"stad.example/ander\"\n");
    let both = |config: &[&str]| {
        let args = ["serve", "--data", &data, "--listen", "127.0.0.1:0"];
        let check = run(&[&args[..], config, &["--check"]].concat());
        let start = run(&[&args[..], config].concat());
        assert!(check.code != 0 && check.code == start.code, "{check:?} {start:?}");
        assert_eq!(check.err.lines().last(), start.err.lines().last());
    };
    both(&["--config", &named]);
    let key = Path::new(&data).join("key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o660)).expect("it is ours");
    both(&[]);
    std::fs::remove_file(&key).expect("it is there");
    both(&[]);
}

#[test]
fn root_changes_nothing_in_the_folder_of_another_user() {
    let place = Place::new();
    let data = place.loaded();
    // Only root can give a folder away; whoever is not root is refused by the system.
    if std::os::unix::fs::chown(&data, Some(65_532), Some(65_532)).is_err() {
        return;
    }
    let look = || {
        let mut found = BTreeMap::new();
        files(Path::new(&data), &mut found);
        found
    };
    let before = look();
    // What only reads takes a copy, as in a folder that nobody can write.
    let told = run(&["verify", "--data", &data]);
    assert!(told.code == 0 && told.err.contains("runuser"), "{told:?}");
    let record = ["token", "create", "jan", "--role", "beheren", "--until", "2027-01-31"];
    for args in [&record[..], &["serve", "--check", "--listen", "127.0.0.1:0"]] {
        let told = run(&[args, &["--data", &data]].concat());
        assert!(told.code != 0 && told.err.contains("runuser"), "{told:?}");
    }
    assert!(before == look(), "nothing of root is left there");
}

#[test]
fn a_check_leaves_every_byte_and_time_of_a_folder_as_it_is() {
    let place = Place::new();
    let data = place.loaded();
    let look = || {
        let mut found = BTreeMap::new();
        files(Path::new(&place.path(".")), &mut found);
        found
    };
    let before = look();
    run(&["serve", "--check", "--data", &data, "--listen", "127.0.0.1:0"]).done();
    assert!(before == look() && before.len() > 5, "{:?}", before.keys());
}

#[test]
fn it_tells_when_it_began_and_not_when_somebody_first_asked() {
    let place = Place::new();
    let service = Running::serve(&place.path("data"));
    #[expect(clippy::cast_precision_loss, reason = "a moment in seconds has 33 bits, and a float holds 53")]
    let listening = SystemClock.now().micros() as f64 / 1e6;
    let told = service.get("/metrics").1;
    let began = told.lines().find_map(|line| line.strip_prefix("process_start_time_seconds ")).expect("it is told");
    assert!(began.parse::<f64>().expect("a number") < listening, "{began} {listening}");
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
