//! How what somebody gave is told: a secret that was put where something else belongs must not end up in a log.

/// What stands in the place of what is not told.
const HIDDEN: &str = "***";

/// Returns a text as it may be told. A path or a name has no line break and a key of PEM is none, so those are hidden whole;
/// of an address, who signs in and with what password is.
pub fn shown(text: &str) -> String {
    if text.contains(['\n', '\r']) || text.contains("-----BEGIN") {
        return HIDDEN.to_owned();
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None if text.starts_with("mailto:") => return text.to_owned(),
        None => (String::new(), text),
    };
    match rest.rsplit_once('@') {
        Some((user, host)) if !scheme.is_empty() || user.contains(':') => format!("{scheme}{HIDDEN}@{host}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_and_the_rest_is_told_as_it_is() {
        for told in
            ["/etc/peildatum/key.pem", "https://stad.example:8443/x", "jan@stad.example", "mailto:jan@stad.example", ""]
        {
            assert_eq!(shown(told), told);
        }
        for hidden in ["-----BEGIN PRIVATE KEY-----MIIE", "geheim\n", "een\rtwee"] {
            assert_eq!(shown(hidden), HIDDEN);
        }
        assert_eq!(shown("http://jan:geheim@collector:4318/v1"), "http://***@collector:4318/v1");
        assert_eq!(shown("http://jan:ge/he@im@collector"), "http://***@collector");
        assert_eq!(shown("ftp://jan@collector"), "ftp://***@collector");
        assert_eq!(shown("jan:geheim@collector:4318"), "***@collector:4318");
    }
}
