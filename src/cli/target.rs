//! The target of a named output, and the way to write it: one way for every file that a command writes.
//!
//! A regular file is replaced atomically: nobody reads a half-written file, and the old one stays until then. Symbolic
//! links are followed, so the link stays and its target changes; mode and owner of an existing file are kept. A device,
//! a pipe and a descriptor such as `/dev/stdout` can not be replaced: they are written to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The most links that are followed, as in the system.
const LINKS_MAX: usize = 40;

/// What a path refers to.
#[derive(Debug, PartialEq, Eq)]
pub enum OutputTarget {
    /// The standard output of this process: `-`, `/dev/stdout`.
    Stdout,
    /// A device, a pipe, or a descriptor of this process: written to directly.
    Stream(PathBuf),
    /// A regular file at this path, links followed.
    File(PathBuf),
    /// No file yet: it will be created at this path, links followed.
    New(PathBuf),
}

/// Whether an existing regular file is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfExists {
    /// The new file takes its place, with its mode and owner.
    Replace,
    /// It stays, and writing is refused.
    Keep,
}

impl OutputTarget {
    /// Resolves `path`.
    ///
    /// # Errors
    /// Those of the system; also a folder, and a cycle of links.
    pub fn of(path: &Path) -> io::Result<OutputTarget> {
        if path == Path::new("-") {
            return Ok(OutputTarget::Stdout);
        }
        let mut place = path.to_owned();
        for _ in 0..LINKS_MAX {
            if let Some(descriptor) = descriptor(&place) {
                return Ok(if descriptor == "1" { OutputTarget::Stdout } else { OutputTarget::Stream(place) });
            }
            let found = match fs::symlink_metadata(&place) {
                Ok(found) => found,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(OutputTarget::New(place)),
                Err(error) => return Err(error),
            };
            match found.file_type() {
                kind if kind.is_symlink() => place = folder_of(&place).join(fs::read_link(&place)?),
                kind if kind.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
                kind if kind.is_file() => return Ok(OutputTarget::File(place)),
                _ => return Ok(OutputTarget::Stream(place)),
            }
        }
        Err(io::Error::other("too many levels of symbolic links"))
    }
}

/// The number of the descriptor of this process that a path stands for: `/dev/fd/3`, `/proc/self/fd/1`. It may refer to
/// a regular file that another process writes to as well, so the file must not be replaced.
fn descriptor(place: &Path) -> Option<&str> {
    let number = place.file_name()?.to_str().filter(|name| name.bytes().all(|b| b.is_ascii_digit()))?;
    let folder = fs::canonicalize(folder_of(place)).ok()?;
    let own = format!("/proc/{}/fd", std::process::id());
    let is_ours = folder == Path::new("/dev/fd") || folder == Path::new(&own) || is_of_thread(&folder);
    is_ours.then_some(number)
}

/// Whether it is `/proc/<us>/task/<thread>/fd`, the target of `/proc/thread-self/fd`.
fn is_of_thread(folder: &Path) -> bool {
    let threads = format!("/proc/{}/task", std::process::id());
    folder.starts_with(threads) && folder.ends_with("fd")
}

/// The error for a file of another user, which would become ours when it is replaced.
#[derive(Debug, thiserror::Error)]
#[error("the file belongs to somebody else, whom it can not be given to")]
pub struct NotOurs;

/// An output being written: it is removed unless it is put in place.
pub struct DraftFile {
    whole: DraftStorage,
    to: OutputTarget,
    existing: IfExists,
}

/// Where the output is until it is complete.
enum DraftStorage {
    /// A file beside its destination, so that it can replace it in one step.
    Beside(NamedTempFile),
    /// An unnamed file: the destination is a stream, which can not be replaced.
    Unnamed(File),
}

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAccess {
    /// Whoever may read any new file of this user.
    Default,
    /// Its owner alone.
    Owner,
}

impl DraftFile {
    /// Creates a draft of the file at `path`.
    ///
    /// # Errors
    /// Those of the system; [`io::ErrorKind::AlreadyExists`] for an existing file that is to stay.
    pub fn of(path: &Path, existing: IfExists, readers: FileAccess) -> io::Result<DraftFile> {
        let to = OutputTarget::of(path)?;
        let whole = match &to {
            OutputTarget::File(_) if existing == IfExists::Keep => return Err(io::ErrorKind::AlreadyExists.into()),
            OutputTarget::File(place) | OutputTarget::New(place) => {
                let draft = match readers {
                    FileAccess::Default => usual(tempfile::Builder::new().prefix(PREFIX)).tempfile_in(folder_of(place)),
                    FileAccess::Owner => tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder_of(place)),
                }?;
                if let OutputTarget::File(place) = &to {
                    take_over(&fs::metadata(place)?, draft.as_file())?;
                }
                DraftStorage::Beside(draft)
            }
            OutputTarget::Stream(_) | OutputTarget::Stdout => DraftStorage::Unnamed(tempfile::tempfile()?),
        };
        Ok(DraftFile { whole, to, existing })
    }

    /// The file to write to.
    pub fn file(&mut self) -> &mut File {
        match &mut self.whole {
            DraftStorage::Beside(draft) => draft.as_file_mut(),
            DraftStorage::Unnamed(file) => file,
        }
    }
}

/// The prefix of drafts: hidden, and recognisable if the machine stops half way.
const PREFIX: &str = ".peildatum-";

/// Puts drafts at their destinations. Either all regular files are put in place or none; devices and pipes are written
/// first, since that can not be undone.
///
/// # Errors
/// Those of the system; also when a file that is to stay was created meanwhile.
pub fn put_in_place(drafts: Vec<DraftFile>) -> io::Result<()> {
    let mut files = Vec::new();
    for DraftFile { whole, to, existing } in drafts {
        match (whole, to) {
            (DraftStorage::Beside(draft), OutputTarget::File(place) | OutputTarget::New(place)) => {
                draft.as_file().sync_all()?;
                files.push((draft, place, existing));
            }
            (DraftStorage::Unnamed(file), OutputTarget::Stream(place)) => pour(file, &mut open_stream(&place)?)?,
            (DraftStorage::Unnamed(file), _) => pour(file, &mut io::stdout().lock())?,
            (DraftStorage::Beside(_), OutputTarget::Stream(_) | OutputTarget::Stdout) => {
                unreachable!("a draft lies beside a plain file")
            }
        }
    }
    let mut made: Vec<PathBuf> = Vec::new();
    for (draft, place, existing) in files {
        let put = match existing {
            IfExists::Replace => draft.persist(&place),
            IfExists::Keep => draft.persist_noclobber(&place),
        };
        if let Err(error) = put {
            for place in made {
                fs::remove_file(place).ok(); // put there just now
            }
            return Err(error.error);
        }
        if existing == IfExists::Keep {
            made.push(place.clone());
        }
        File::open(folder_of(&place))?.sync_all()?;
    }
    Ok(())
}

/// Opens a device, pipe or descriptor for appending, because others may write to it as well.
pub fn open_stream(place: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(place)
}

fn pour(mut whole: File, out: &mut dyn Write) -> io::Result<()> {
    whole.rewind()?;
    io::copy(&mut whole, out)?;
    out.flush()
}

/// The folder that contains a path.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a draft the owner and the mode of the file it replaces.
///
/// # Errors
/// Those of the system; [`NotOurs`] for a file of another user whose owner can not be kept.
#[cfg(unix)]
pub fn take_over(there: &fs::Metadata, draft: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let ours = draft.metadata()?;
    if (there.uid(), there.gid()) != (ours.uid(), ours.gid()) {
        fchown(draft, Some(there.uid()), Some(there.gid())).map_err(|error| io::Error::new(error.kind(), NotOurs))?;
    }
    draft.set_permissions(there.permissions()) // after the owner: changing that clears bits of the mode
}

#[cfg(not(unix))]
pub fn take_over(there: &fs::Metadata, draft: &File) -> io::Result<()> {
    draft.set_permissions(there.permissions())
}

/// Sets the mode of any new file of this user, not the private one of temporary files.
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
