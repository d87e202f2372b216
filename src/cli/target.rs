//! Where a result goes that was asked for by name, and how it gets there: one way for every file that a command writes.
//!
//! A plain file is swapped in whole: nobody ever reads a half, and what stood there stays until then. Symbolic links are followed,
//! so the link stays and what it points at changes; mode and owner of a file that is there are kept. A device, a pipe and a
//! descriptor such as `/dev/stdout` are no files to replace: they are written to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Links that are followed one after the other, as the system has it.
const LINKS_MAX: usize = 40;

/// Where a name leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// The standard output of this process: `-`, `/dev/stdout`.
    Stdout,
    /// A device, a pipe, or a descriptor of this process: written to as it is.
    Stream(PathBuf),
    /// A plain file at this place, links followed.
    File(PathBuf),
    /// No file yet; it comes to be at this place, links followed.
    New(PathBuf),
}

/// Whether a plain file that is there gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// The new one takes its place, with its mode and owner.
    Replace,
    /// It stays, and the new one is refused.
    Keep,
}

impl Target {
    /// Where `path` leads.
    ///
    /// # Errors
    /// Those of the system; a folder is one, and links that lead round in a circle.
    pub fn of(path: &Path) -> io::Result<Target> {
        if path == Path::new("-") {
            return Ok(Target::Stdout);
        }
        let mut place = path.to_owned();
        for _ in 0..LINKS_MAX {
            if let Some(descriptor) = descriptor(&place) {
                return Ok(if descriptor == "1" { Target::Stdout } else { Target::Stream(place) });
            }
            let found = match fs::symlink_metadata(&place) {
                Ok(found) => found,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Target::New(place)),
                Err(error) => return Err(error),
            };
            match found.file_type() {
                kind if kind.is_symlink() => place = folder_of(&place).join(fs::read_link(&place)?),
                kind if kind.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
                kind if kind.is_file() => return Ok(Target::File(place)),
                _ => return Ok(Target::Stream(place)),
            }
        }
        Err(io::Error::other("too many levels of symbolic links"))
    }
}

/// The number of the descriptor of this process that a name stands for: `/dev/fd/3`, `/proc/self/fd/1`. What lies behind it may be a
/// plain file that somebody else is writing, too, so its name is not what counts.
fn descriptor(place: &Path) -> Option<&str> {
    let number = place.file_name()?.to_str().filter(|name| name.bytes().all(|b| b.is_ascii_digit()))?;
    let folder = fs::canonicalize(folder_of(place)).ok()?;
    let own = format!("/proc/{}/fd", std::process::id());
    let is_ours = folder == Path::new("/dev/fd") || folder == Path::new(&own) || is_of_thread(&folder);
    is_ours.then_some(number)
}

/// `/proc/<us>/task/<thread>/fd`, where `/proc/thread-self/fd` leads.
fn is_of_thread(folder: &Path) -> bool {
    let threads = format!("/proc/{}/task", std::process::id());
    folder.starts_with(threads) && folder.ends_with("fd")
}

/// A file of somebody else, which would become ours when it is replaced.
#[derive(Debug, thiserror::Error)]
#[error("the file belongs to somebody else, whom it can not be given to")]
pub struct NotOurs;

/// A result on its way: it goes away unless it is put in place.
pub struct Draft {
    whole: Whole,
    to: Target,
    existing: Existing,
}

/// Where the result stands until it is whole.
enum Whole {
    /// Beside its place, so that it takes it in one step.
    Beside(NamedTempFile),
    /// Where nobody sees it: what it goes to is no place that could be taken.
    Apart(File),
}

/// Who may read a file that was not there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever may read any new file of this user.
    Usual,
    /// Its owner alone.
    Owner,
}

impl Draft {
    /// A draft of what is to stand at `path`.
    ///
    /// # Errors
    /// Those of the system; that there is a file already, where that is to stay.
    pub fn of(path: &Path, existing: Existing, readers: Readers) -> io::Result<Draft> {
        let to = Target::of(path)?;
        let whole = match &to {
            Target::File(_) if existing == Existing::Keep => return Err(io::ErrorKind::AlreadyExists.into()),
            Target::File(place) | Target::New(place) => {
                let draft = match readers {
                    Readers::Usual => usual(tempfile::Builder::new().prefix(PREFIX)).tempfile_in(folder_of(place)),
                    Readers::Owner => tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder_of(place)),
                }?;
                if let Target::File(place) = &to {
                    take_over(&fs::metadata(place)?, draft.as_file())?;
                }
                Whole::Beside(draft)
            }
            Target::Stream(_) | Target::Stdout => Whole::Apart(tempfile::tempfile()?),
        };
        Ok(Draft { whole, to, existing })
    }

    /// What it is written to.
    pub fn file(&mut self) -> &mut File {
        match &mut self.whole {
            Whole::Beside(draft) => draft.as_file_mut(),
            Whole::Apart(file) => file,
        }
    }
}

/// Hidden, and telling whose it is, should the machine stop half way.
const PREFIX: &str = ".peildatum-";

/// Puts drafts at their places. Either all plain files are there or none; what goes to a device or a pipe goes there first, since it
/// can not be taken back.
///
/// # Errors
/// Those of the system; that a file is there by now which is to stay.
pub fn put_in_place(drafts: Vec<Draft>) -> io::Result<()> {
    let mut files = Vec::new();
    for Draft { whole, to, existing } in drafts {
        match (whole, to) {
            (Whole::Beside(draft), Target::File(place) | Target::New(place)) => {
                draft.as_file().sync_all()?;
                files.push((draft, place, existing));
            }
            (Whole::Apart(file), Target::Stream(place)) => pour(file, &mut opened(&place)?)?,
            (Whole::Apart(file), _) => pour(file, &mut io::stdout().lock())?,
            (Whole::Beside(_), Target::Stream(_) | Target::Stdout) => unreachable!("a draft lies beside a plain file"),
        }
    }
    let mut made: Vec<PathBuf> = Vec::new();
    for (draft, place, existing) in files {
        let put = match existing {
            Existing::Replace => draft.persist(&place),
            Existing::Keep => draft.persist_noclobber(&place),
        };
        if let Err(error) = put {
            for place in made {
                fs::remove_file(place).ok(); // put there a moment ago
            }
            return Err(error.error);
        }
        if existing == Existing::Keep {
            made.push(place.clone());
        }
        File::open(folder_of(&place))?.sync_all()?;
    }
    Ok(())
}

/// A device, pipe or descriptor, to write to. What is written by others, too, goes on at its end.
pub fn opened(place: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(place)
}

fn pour(mut whole: File, out: &mut dyn Write) -> io::Result<()> {
    whole.rewind()?;
    io::copy(&mut whole, out)?;
    out.flush()
}

/// The folder that a name stands in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a draft the owner and the mode of what it replaces.
///
/// # Errors
/// Those of the system: a file of somebody else does not become ours without a word.
#[cfg(unix)]
pub fn take_over(there: &fs::Metadata, draft: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let ours = draft.metadata()?;
    if (there.uid(), there.gid()) != (ours.uid(), ours.gid()) {
        fchown(draft, Some(there.uid()), Some(there.gid())).map_err(|error| io::Error::new(error.kind(), NotOurs))?;
    }
    draft.set_permissions(there.permissions()) // after the owner: a change of that takes bits of the mode away
}

#[cfg(not(unix))]
pub fn take_over(there: &fs::Metadata, draft: &File) -> io::Result<()> {
    draft.set_permissions(there.permissions())
}

/// The mode of any new file of this user, not the private one of temporary files.
#[cfg(unix)]
fn usual<'b, 'p, 's>(builder: &'b mut tempfile::Builder<'p, 's>) -> &'b mut tempfile::Builder<'p, 's> {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual<'b, 'p, 's>(builder: &'b mut tempfile::Builder<'p, 's>) -> &'b mut tempfile::Builder<'p, 's> {
    builder
}

#[cfg(test)]
mod tests;
