//! `peildatum serve --check`: everything that a start would look at, all that is wrong at once, and nothing changed.

use super::config::Config;
use super::failure::{Exit, Failure};
use super::{language, location, output, server};
use crate::access::store;
use crate::app::checkpoints;
use crate::language::Message;
use crate::log::folder::{self, FolderState};
use crate::message;

/// Checks the settings and the data folder. `wrong` is what is wrong with the settings themselves.
///
/// The log itself is not read: that takes as long as it is large, and `peildatum verify` does it.
///
/// # Errors
/// Everything that is wrong: with exit code 2, or 3 where it is the data folder only, which is damaged or in use.
pub fn check(config: &Config, mut wrong: Vec<Message>) -> Result<(), Failure> {
    let refused = |failure: Failure| match failure {
        Failure::Error(_, message) => message,
        Failure::Errors(_, messages) => Message::joined(messages, "; "),
        Failure::Answered(_) | Failure::ReaderGone => unreachable!("what is refused is told"),
    };
    wrong.extend(server::share_descriptors(config.limits, config.calls()).err().map(refused));
    let bound = server::bind(&config.listen, |address| config.admit(address)).map_err(Failure::from);
    let address = bound.and_then(|listener| server::address(&listener, config.tls.is_some()));
    let address = address.map_err(|failure| wrong.push(refused(failure))).ok();
    wrong.extend(config.access.as_ref().and_then(|access| access.check_log().err()));
    config.doubts().iter().for_each(output::print_message);
    let mut exit = if wrong.is_empty() { Exit::Folder } else { Exit::Refused };
    let mut state = None;
    if let Some(data) = &config.data {
        let is_limited = config.access.is_some();
        let found = folder::check_before_opening(data).and_then(|state| {
            if state == FolderState::There {
                checkpoints::check_before_opening(data, config.log_name.as_ref())?;
            }
            if is_limited && state == FolderState::There {
                store::check_file(data)?
            }
            Ok(state)
        });
        match found {
            Ok(found) => state = Some((data, found)),
            Err(error) => match location::log_failure(&error) {
                Failure::Error(Exit::Folder, message) => wrong.push(message),
                other => {
                    exit = Exit::Refused;
                    wrong.push(refused(other));
                }
            },
        }
    }
    if let (true, Some(address), Some((data, state))) = (wrong.is_empty(), address, state) {
        let (address, folder) = (address.as_str(), data.display().to_string());
        let said = match state {
            FolderState::There => message!("serve-check-done", address = address, folder = folder),
            FolderState::Missing => message!("serve-check-new", address = address, folder = folder),
        };
        return output::emit(format!("{}\n", said.in_language(language())).as_bytes(), None);
    }
    Err(Failure::Errors(exit, wrong))
}
