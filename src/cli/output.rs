//! Where results go: stdout, or a file that is there whole or not at all; and how wide a text may be.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::failure::Failure;
use super::options::FileFormat;
use crate::language::Message;
use crate::message;
use crate::render::Style;

/// Columns of a text in a pipe, and of a terminal that does not say.
const WIDTH_DEFAULT: usize = 80;
/// A text narrower than this no longer reads as columns.
const WIDTH_MIN: usize = 40;
/// A line longer than this no longer reads as a line.
const WIDTH_MAX: usize = 160;

/// How many columns a text on stdout may have: those of the terminal; in a pipe 80. An exported `COLUMNS` goes before both.
pub fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    let seen = || match io::stdout().is_terminal() {
        true => terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
        false => None,
    };
    told.or_else(seen).unwrap_or(WIDTH_DEFAULT).clamp(WIDTH_MIN, WIDTH_MAX)
}

/// How a text is laid out: as wide as the terminal and in colour there, plain in a file and in a pipe.
pub fn style(file: Option<&Path>) -> Style {
    let on_screen = file.is_none() && io::stdout().is_terminal();
    let colour = on_screen && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    Style { width: width(), colour, language: super::language() }
}

/// Writes a whole result: to `file` where one is named (`-` is stdout), else to stdout.
///
/// # Errors
/// [`Failure`] when it could not be written; the file is then as it was before.
pub fn emit(result: &[u8], file: Option<&Path>) -> Result<(), Failure> {
    match file {
        Some(path) if path != Path::new("-") => {
            write_file(path, |out| out.write_all(result)).map_err(|e| Failure::file("write", path, &e))
        }
        Some(_) | None => to_stdout(|out| out.write_all(result)),
    }
}

/// Refuses a workbook on a terminal, where its bytes would be noise. Asked before the work is done.
///
/// # Errors
/// [`Failure`] when stdout is a terminal and the result would go there.
pub fn fit_for(format: FileFormat, file: Option<&Path>) -> Result<(), Failure> {
    readable(format, file, io::stdout().is_terminal())
}

fn readable(format: FileFormat, file: Option<&Path>, on_terminal: bool) -> Result<(), Failure> {
    let to_stdout = file.is_none_or(|path| path == Path::new("-"));
    match format {
        FileFormat::Xlsx if to_stdout && on_terminal => Err(Failure::refused(message!("output-workbook-on-terminal"))),
        FileFormat::Text | FileFormat::Json | FileFormat::Csv | FileFormat::Xlsx => Ok(()),
    }
}

/// Hands stdout, buffered, to `write`, and flushes it.
///
/// # Errors
/// [`Failure::ReaderGone`] when the other end of the pipe was closed, else what went wrong.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(|e| Failure::output(&e))
}

/// Says something on stderr, in the language of the run.
pub fn say(message: &Message) {
    tell(message.in_language(super::language()));
}

/// Writes a line to stderr. A closed stderr is nobody's error.
pub fn tell(line: impl std::fmt::Display) {
    writeln!(io::stderr().lock(), "{line}").ok();
}

/// Writes beside `path` and swaps in when whole and synced: nobody ever reads a half.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut draft = new_file_mode(tempfile::Builder::new().prefix(".peildatum-")).tempfile_in(folder_of(path))?;
    write(draft.as_file_mut())?;
    draft.as_file().sync_all()?;
    draft.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// A file on its way to `path`, for its owner alone; it goes away unless it is put in place.
///
/// # Errors
/// Those of the system.
pub fn private_draft(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".peildatum-").tempfile_in(folder_of(path))
}

/// Puts drafts, whole and synced, at their places, where nothing may be yet. Either all are there or none.
///
/// # Errors
/// Those of the system; one that is there already is one.
pub fn put_in_place(drafts: Vec<(tempfile::NamedTempFile, &Path)>) -> io::Result<()> {
    for (draft, _) in &drafts {
        draft.as_file().sync_all()?;
    }
    let mut placed: Vec<&Path> = Vec::new();
    for (draft, path) in drafts {
        if let Err(error) = draft.persist_noclobber(path) {
            for path in placed {
                std::fs::remove_file(path).ok(); // put there a moment ago
            }
            return Err(error.error);
        }
        placed.push(path);
    }
    placed.iter().try_for_each(|path| std::fs::File::open(folder_of(path))?.sync_all())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The mode of any new file of this user, not the private one of temporary files.
#[cfg(unix)]
fn new_file_mode<'b, 'p, 's>(builder: &'b mut tempfile::Builder<'p, 's>) -> &'b mut tempfile::Builder<'p, 's> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file_mode<'b, 'p, 's>(builder: &'b mut tempfile::Builder<'p, 's>) -> &'b mut tempfile::Builder<'p, 's> {
    builder
}

/// Shows how far long work is: a bar on a terminal, nothing in a pipe.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar that says what is going on. It draws on stderr, and only on a terminal.
    pub fn new(what: &Message) -> Progress {
        let bar = match io::stderr().is_terminal() {
            true => ProgressBar::new(0),
            false => ProgressBar::hidden(),
        };
        let style = ProgressStyle::with_template("{msg} [{wide_bar}] {human_pos}/{human_len} {eta}")
            .expect("the template names fields that there are")
            .progress_chars("=> ");
        bar.set_style(style);
        bar.set_message(what.in_language(super::language()));
        Progress(bar)
    }

    /// `done` is finished, of nobody knows how much.
    pub fn count(&self, done: u64) {
        self.0.set_length(done);
        self.0.set_position(done);
    }

    /// `done` of `total` is finished.
    pub fn set(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_goes_to_a_file_or_a_pipe_and_not_to_a_terminal() {
        let (file, dash) = (Some(Path::new("rapportage.xlsx")), Some(Path::new("-")));
        assert!(readable(FileFormat::Xlsx, file, true).is_ok() && readable(FileFormat::Xlsx, None, false).is_ok());
        assert!(readable(FileFormat::Csv, None, true).is_ok());
        for place in [None, dash] {
            let Err(Failure::Told(exit, line)) = readable(FileFormat::Xlsx, place, true) else { panic!("noise") };
            assert!(exit == crate::cli::failure::Exit::Refused && line.to_string().contains("-o"), "{line}");
        }
    }

    #[test]
    fn a_file_is_written_whole_or_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rapportage.txt");
        std::fs::write(&path, "old").unwrap();

        let failed = write_file(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");

        write_file(&path, |out| out.write_all(b"whole")).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "whole");
    }
}
