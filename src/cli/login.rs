//! The login name of the user: the default actor of a command.

/// The longest name in an actor id, in characters, with room for its prefix.
const NAME_MAX: usize = 80;

/// `lokaal:<login name>`, the default actor.
pub fn local_actor() -> String {
    format!("lokaal:{}", as_id(&login_name()))
}

/// The login name of this process's user: from the user database first, because anyone may set the environment.
fn login_name() -> String {
    user_database_name()
        .or_else(|| ["LOGNAME", "USER", "USERNAME"].iter().find_map(|key| std::env::var(key).ok()))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "onbekend".to_owned())
}

#[cfg(target_os = "linux")]
fn user_database_name() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let user = std::fs::metadata("/proc/self").ok()?.uid();
    name_of(user, &std::fs::read_to_string("/etc/passwd").ok()?)
}

#[cfg(not(target_os = "linux"))]
fn user_database_name() -> Option<String> {
    None
}

/// The name of the user with number `user` in a file of the form `name:x:number:...`.
#[cfg(any(target_os = "linux", test))]
fn name_of(user: u32, passwd: &str) -> Option<String> {
    let user = user.to_string();
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == user).then(|| name.to_owned())
    })
}

/// Replaces every character of `name` that an actor id does not allow by a hyphen.
fn as_id(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    name.chars().take(NAME_MAX).map(|c| if fits(c) { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_actor_is_a_valid_one_whatever_the_login_name() {
        assert_eq!(name_of(1000, "root:x:0:0::/:\njan:x:1000:1000:Jan:/home/jan:\n").as_deref(), Some("jan"));
        assert_eq!(as_id("DOMEIN\\jan de vries"), "DOMEIN-jan-de-vries");
        assert!(local_actor().starts_with("lokaal:") && local_actor().len() > "lokaal:".len());
    }
}
