//! Where results go: stdout, or what was named with `-o`; and how wide a text may be.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::failure::Failure;
use super::options::FileFormat;
use super::target::{self, Draft, Existing, NotOurs, Readers, Target};
use crate::language::Message;
use crate::message;
use crate::render::{Files, Style};

/// Columns of a text in a pipe, and of a terminal that does not say.
const WIDTH_DEFAULT: usize = 80;
/// A text narrower than this no longer reads as columns.
const WIDTH_MIN: usize = 40;
/// A line longer than this no longer reads as a line.
const WIDTH_MAX: usize = 160;

/// How many columns a text on stdout may have: those of the terminal it is read on, also by way of a pipe into a pager; 80 where
/// there is none, and in a file, which is the same wherever it is made. An exported `COLUMNS` goes before all.
pub fn width() -> usize {
    let seen = || if to_file() { None } else { terminal_width() };
    told_width().or_else(seen).unwrap_or(WIDTH_DEFAULT).clamp(WIDTH_MIN, WIDTH_MAX)
}

/// Where lines that are each one thing are wrapped: on a terminal. In a file or a pipe each stays whole, for whoever searches them.
pub fn wrapped_at() -> Option<usize> {
    (told_width().is_some() || io::stdout().is_terminal()).then(width)
}

fn told_width() -> Option<usize> {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok())
}

/// The columns of the terminal that stdout goes to, or else of the one where this was typed.
fn terminal_width() -> Option<usize> {
    let (out, err, typed) = (io::stdout(), io::stderr(), io::stdin());
    let widths = [terminal_size::terminal_size_of(&out), terminal_size::terminal_size_of(&err)];
    let widths = widths.into_iter().chain([terminal_size::terminal_size_of(&typed)]).flatten();
    widths.map(|(width, _)| usize::from(width.0)).find(|width| *width > 0)
}

/// True where stdout is a file on disk.
#[cfg(unix)]
fn to_file() -> bool {
    use std::os::fd::AsFd;
    let out = io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from);
    out.and_then(|out| out.metadata()).is_ok_and(|kind| kind.is_file())
}

#[cfg(not(unix))]
fn to_file() -> bool {
    !io::stdout().is_terminal()
}

/// How a text is laid out: as wide as the terminal and in colour there, plain in a file and in a pipe.
pub fn style(file: Option<&Path>) -> Style {
    let on_screen = file.is_none() && io::stdout().is_terminal();
    let colour = on_screen && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    Style { width: width(), colour, language: super::language() }
}

/// Writes a whole result: to `file` where one is named (`-` is stdout), else to stdout. [`super::target`] says what becomes of links,
/// devices and pipes.
///
/// # Errors
/// [`Failure`] when it could not be written; a plain file is then as it was before.
pub fn emit(result: &[u8], file: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = file else { return to_stdout(|out| out.write_all(result)) };
    let failed = |error: io::Error| of_writing(path, &error);
    match Target::of(path).map_err(failed)? {
        Target::Stdout => to_stdout(|out| out.write_all(result)),
        Target::Stream(place) => target::opened(&place).and_then(|mut out| out.write_all(result)).map_err(failed),
        Target::File(_) | Target::New(_) => {
            let mut draft = Draft::of(path, Existing::Replace, Readers::Usual).map_err(failed)?;
            draft.file().write_all(result).map_err(failed)?;
            target::put_in_place(vec![draft]).map_err(failed)
        }
    }
}

/// How writing to a named place ends a command that it went wrong in.
pub fn of_writing(path: &Path, error: &io::Error) -> Failure {
    if error.get_ref().is_some_and(|inner| inner.is::<NotOurs>()) {
        return Failure::refused(message!("file-not-ours", file = path.display().to_string()));
    }
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ReaderGone,
        io::ErrorKind::AlreadyExists => Failure::refused(message!("file-exists", file = path.display().to_string())),
        io::ErrorKind::NotFound => Failure::refused(message!("file-no-folder", file = path.display())),
        _ => Failure::file("write", path, error),
    }
}

/// Writes an answer to `file`, or to stdout: as `text` tells it, as one of its files, or as the JSON that it is.
///
/// # Errors
/// [`Failure`] when it can not be written.
pub fn emit_as(
    format: FileFormat,
    file: Option<&Path>,
    found: &Value,
    text: impl FnOnce(&Value, Style) -> String,
    files: Files,
) -> Result<(), Failure> {
    let written = match format {
        FileFormat::Text => text(found, style(file)).into_bytes(),
        FileFormat::Csv => (files.csv)(found),
        FileFormat::Xlsx => (files.xlsx)(found, super::language()),
        FileFormat::Json => format!("{found}\n").into_bytes(),
    };
    emit(&written, file)
}

/// Refuses a workbook on a terminal, where its bytes would be noise. Asked before the work is done.
///
/// # Errors
/// [`Failure`] when stdout is a terminal and the result would go there.
pub fn fit_for(format: FileFormat, file: Option<&Path>) -> Result<(), Failure> {
    readable(format, file, io::stdout().is_terminal())
}

fn readable(format: FileFormat, file: Option<&Path>, on_terminal: bool) -> Result<(), Failure> {
    let to_stdout = file.is_none_or(|path| matches!(Target::of(path), Ok(Target::Stdout)));
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
}
