//! Tests of what the settings say, and of what the pages of the documentation show.

use std::ffi::OsString;
use std::time::Duration;

use super::*;

/// Reads the text of a file, with everything that is wrong.
fn read(text: &str) -> (Config, Vec<String>) {
    let file = Some((Path::new("test.toml"), text.to_owned()));
    let (config, wrong) = Config::read(Sources { file, ..Sources::default() });
    (config, wrong.iter().map(Message::to_string).collect())
}

/// Reads the text of a file in which nothing is wrong.
fn right(text: &str) -> Config {
    let (config, wrong) = read(text);
    assert_eq!(wrong, Vec::<String>::new(), "{text}");
    config
}

/// Returns what is wrong with the text of a file.
fn wrong(text: &str) -> Vec<String> {
    read(text).1
}

#[test]
fn a_configuration_says_what_it_says_and_the_rest_is_as_usual() {
    let config = right("listen = \"127.0.0.1:9000\"\n[limits]\nfarewell-seconds = 5\n");
    assert_eq!((config.listen.as_str(), config.limits.shutdown_grace), ("127.0.0.1:9000", Duration::from_secs(5)));
    let (usual, default) = (right(""), Limits::default());
    let times = |limits: &Limits| (limits.connections, limits.head, limits.reader_silence, limits.shutdown_grace);
    assert_eq!((usual.listen.as_str(), times(&usual.limits)), ("127.0.0.1:8080", times(&default)));
    assert!(usual.access.is_none() && usual.tls.is_none() && usual.data.is_none());
}

#[test]
fn the_command_line_goes_before_the_environment_and_that_before_the_file() {
    let read = |file: Option<&str>, variable: Option<&str>, flag: Option<&str>| {
        let text = file.map(|value| (Path::new("test.toml"), format!("listen = \"{value}\"")));
        let environment = variable.map(|value| ("PEILDATUM_LISTEN".to_owned(), OsString::from(value)));
        let flags = flag.map(|value| ("listen", value.to_owned()));
        let environment = environment.into_iter().collect();
        let (config, wrong) = Config::read(Sources { file: text, environment, flags: flags.into_iter().collect() });
        assert!(wrong.is_empty());
        config.listen
    };
    assert_eq!(read(None, None, None), "127.0.0.1:8080");
    assert_eq!(read(Some("file"), None, None), "file");
    assert_eq!(read(Some("file"), Some("variable"), None), "variable");
    assert_eq!(read(Some("file"), Some("variable"), Some("flag")), "flag");
    assert_eq!(read(Some("file"), None, Some("flag")), "flag");
    assert_eq!(read(Some("file"), Some(""), None), "file", "an empty variable is none");
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_where_it_stands() {
    let text = "listen-on = \"127.0.0.1:9000\"\nlog-name = \"stad example\"\npublic-url = 7\n\n[limits]\n\
                connections = 0\nhead-seconds = \"30\"\n[access]\ntokens = false\n[tls]\nkey = \"/nergens\"\n[elders]\nx = 1\n";
    let environment = [("PEILDATUM_WEBHOOKS_RETRIES", "veel"), ("PEILDATUM_ACCESS_TRUSTED_PROXIES", "10.0.0.5, proxy")];
    let environment = environment.map(|(name, value)| (name.to_owned(), OsString::from(value))).to_vec();
    let flags = vec![("traces-endpoint", "collector:4317".to_owned())];
    let file = Some((Path::new("test.toml"), text.to_owned()));
    let (_, wrong) = Config::read(Sources { file, environment, flags });
    let wrong: Vec<String> = wrong.iter().map(Message::to_string).collect();
    let begins = [
        "test.toml:1: listen-on ",
        "test.toml:2: log-name: ",
        "test.toml:3: public-url: ",
        "test.toml:6: limits.connections: ",
        "test.toml:7: limits.head-seconds: ",
        "test.toml:9: access.tokens: ",
        "test.toml:11: tls.key: ",
        "test.toml:12: elders ",
        "PEILDATUM_ACCESS_TRUSTED_PROXIES: access.trusted-proxies: ",
        "PEILDATUM_WEBHOOKS_RETRIES: webhooks.retries: ",
        "--traces-endpoint: traces-endpoint: ",
    ];
    assert_eq!(wrong.len(), begins.len(), "{wrong:#?}");
    for (told, begin) in wrong.iter().zip(begins) {
        assert!(told.starts_with(begin), "{begin:?}: {told}");
    }
}

#[test]
fn what_is_no_toml_is_told_by_its_line() {
    let wrong = wrong("listen = \"127.0.0.1:1\"\n[limits\nconnections = 5\n");
    assert!(wrong.iter().any(|told| told.starts_with("test.toml:2: ")), "{wrong:?}");
}

#[test]
fn a_path_may_name_the_folder_of_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let read = |environment: Vec<(String, OsString)>| {
        let text = "data = \"$CREDENTIALS_DIRECTORY/map\"\n".to_owned();
        Config::read(Sources { file: Some((Path::new("test.toml"), text)), environment, flags: Vec::new() })
    };
    let (config, wrong) = read(vec![("CREDENTIALS_DIRECTORY".to_owned(), folder.path().into())]);
    assert_eq!((config.data, wrong.len()), (Some(folder.path().join("map")), 0));
    let (config, wrong) = read(Vec::new());
    assert!(config.data.is_none() && wrong.len() == 1 && wrong[0].to_string().starts_with("test.toml:1: data: "));
}

#[test]
fn the_name_of_the_log_is_a_key_name() {
    let config = right("log-name = \"stad.example/log\"");
    assert_eq!(config.log_name.map(|name| name.to_string()).as_deref(), Some("stad.example/log"));
}

#[test]
fn who_sends_is_configured_or_follows_from_the_address() {
    let dataref = |text: &str| format!("{:?}", right(text).origin("http://127.0.0.1:9"));
    assert!(dataref("").contains("http://127.0.0.1:9") && dataref("").contains("urn:nld:peildatum"));
    let told = dataref("public-url = \"https://p.example/\"\nevent-source = \"urn:nld:oin:1:systeem:p\"");
    assert!(told.contains("\"https://p.example\"") && told.contains("urn:nld:oin:1:systeem:p"), "{told}");
    let told = &wrong("listen = \"127.0.0.1:1\"\nevent-source = \"urn:x\"")[0];
    assert!(told.starts_with("test.toml:2: event-source: "), "{told}");
    for contact in ["veiligheid@stad.example", "mailto:", "http://stad.example", "mailto:a@b.example\\nExpires: nooit"]
    {
        let told = &wrong(&format!("security-contact = \"{contact}\""))[0];
        assert!(told.contains(" security-contact: "), "{told}");
    }
    assert!(wrong("public-url = \"ftp://x\"")[0].contains(" public-url: "));
}

/// Returns the configurations that a page shows.
fn shown(page: &str) -> Vec<String> {
    let blocks = page.split("\n```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(str::to_owned).collect()
}

#[test]
fn the_configuration_that_the_documentation_shows_is_one() {
    let config = right(&shown(include_str!("../../../docs/webhooks.md"))[0]);
    let (told, usual) = (config.delivering, DeliverySettings::default());
    assert_eq!(
        (told.rule, told.timeouts, told.subscriptions_max),
        (usual.rule, usual.timeouts, usual.subscriptions_max),
        "it shows the usual"
    );
}

#[test]
fn every_configuration_on_the_page_about_access_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "geheim").unwrap();
    let page = include_str!("../../../docs/access.md");
    let shown = shown(&page.replace("/etc/peildatum/client-secret", &secret.display().to_string()));
    for text in &shown {
        let whole = if text.contains("public-url") { "" } else { "public-url = \"https://p.example\"\n" };
        right(&format!("{whole}{text}"));
    }
    assert!(shown.len() >= 3);
    let nameless = shown[1].replacen("public-url = \"https://peildatum.gemeente.example\"", "", 1);
    assert!(wrong(&nameless)[0].contains("public-url"));
}

#[test]
fn every_configuration_on_the_pages_for_administrators_is_one_but_for_files_that_are_not_here() {
    for page in [include_str!("../../../docs/operations.md"), include_str!("../../../docs/beheer/instellingen.md")] {
        let shown = shown(page);
        for text in &shown {
            let missing = |told: &&String| !(told.contains(" tls.") && text.contains("/etc/peildatum/"));
            let wrong = wrong(text);
            assert_eq!(wrong.iter().filter(missing).collect::<Vec<_>>(), Vec::<&String>::new(), "{text}");
        }
        assert!(!shown.is_empty());
    }
}
