//! Output: results go to stdout, or to the file named with `-o`. Also the width of texts, and progress bars.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::failure::Failure;
use super::options::FileFormat;
use super::target::{self, DraftFile, FileAccess, IfExists, NotOurs, OutputTarget};
use crate::language::{Language, Message};
use crate::message;
use crate::render::{FileFormats, Style};

/// The columns of a text in a pipe, and on a terminal of unknown width.
const WIDTH_DEFAULT: usize = 80;
/// Below this width columns are no longer readable.
const WIDTH_MIN: usize = 40;
/// Above this width lines are no longer readable.
const WIDTH_MAX: usize = 160;

/// The width of a text on stdout, in columns: that of the terminal, also through a pipe into a pager; 80 without a
/// terminal, and in a file, which must be the same wherever it is made. The environment variable `COLUMNS` takes
/// precedence.
pub fn width() -> usize {
    let seen = || if to_file() { None } else { terminal_width() };
    told_width().or_else(seen).unwrap_or(WIDTH_DEFAULT).clamp(WIDTH_MIN, WIDTH_MAX)
}

/// The width at which one-line items are wrapped: only on a terminal. In a file or a pipe each item stays on one line,
/// so that it can be searched.
pub fn wrapped_at() -> Option<usize> {
    (told_width().is_some() || io::stdout().is_terminal()).then(width)
}

fn told_width() -> Option<usize> {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok())
}

/// The columns of the terminal that stdout goes to, or else of the one where the command was typed.
fn terminal_width() -> Option<usize> {
    let (out, err, typed) = (io::stdout(), io::stderr(), io::stdin());
    let widths = [terminal_size::terminal_size_of(&out), terminal_size::terminal_size_of(&err)];
    let widths = widths.into_iter().chain([terminal_size::terminal_size_of(&typed)]).flatten();
    widths.map(|(width, _)| usize::from(width.0)).find(|width| *width > 0)
}

/// Whether stdout is a file on disk.
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

/// The layout of a text: the width and colours of the terminal, plain in a file and in a pipe.
pub fn style(file: Option<&Path>) -> Style {
    let on_screen = file.is_none() && io::stdout().is_terminal();
    let colour = on_screen && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    Style { width: width(), colour, language: super::language() }
}

/// Writes a whole result to `file` (`-` is stdout), or to stdout. [`super::target`] describes what happens to links,
/// devices and pipes.
///
/// # Errors
/// [`Failure`] when it can not be written; a regular file is unchanged then.
pub fn emit(result: &[u8], file: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = file else { return to_stdout(|out| out.write_all(result)) };
    let failed = |error: io::Error| write_failure(path, &error);
    match OutputTarget::of(path).map_err(failed)? {
        OutputTarget::Stdout => to_stdout(|out| out.write_all(result)),
        OutputTarget::Stream(place) => {
            target::open_stream(&place).and_then(|mut out| out.write_all(result)).map_err(failed)
        }
        OutputTarget::File(_) | OutputTarget::New(_) => {
            let mut draft = DraftFile::of(path, IfExists::Replace, FileAccess::Default).map_err(failed)?;
            draft.file().write_all(result).map_err(failed)?;
            target::put_in_place(vec![draft]).map_err(failed)
        }
    }
}

/// Converts an error of writing to a named file to a failure of the command.
pub fn write_failure(path: &Path, error: &io::Error) -> Failure {
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

/// Renders a result as one page of HTML.
pub type PageRenderer = fn(&Value, Language) -> String;

/// Writes a result to `file`, or to stdout, in the requested format: as text built by `text`, as one of its `files`, as a
/// `page` where it has one, or as JSON.
///
/// # Errors
/// [`Failure`] when it can not be written.
pub fn emit_as(
    format: FileFormat,
    file: Option<&Path>,
    found: &Value,
    text: impl FnOnce(&Value, Style) -> String,
    (files, page): (FileFormats, Option<PageRenderer>),
) -> Result<(), Failure> {
    let written = match format {
        FileFormat::Text => text(found, style(file)).into_bytes(),
        FileFormat::Csv => (files.csv)(found),
        FileFormat::Xlsx => (files.xlsx)(found, super::language()),
        FileFormat::Json => format!("{found}\n").into_bytes(),
        FileFormat::Html => match page {
            Some(page) => page(found, super::language()).into_bytes(),
            None => return Err(Failure::refused(message!("output-no-page"))),
        },
    };
    emit(&written, file)
}

/// Refuses to write a workbook to a terminal, where its bytes would be noise. Called before the work is done.
///
/// # Errors
/// [`Failure`] when stdout is a terminal and the result would go there.
pub fn fit_for(format: FileFormat, file: Option<&Path>) -> Result<(), Failure> {
    readable(format, file, io::stdout().is_terminal())
}

fn readable(format: FileFormat, file: Option<&Path>, on_terminal: bool) -> Result<(), Failure> {
    let to_stdout = file.is_none_or(|path| matches!(OutputTarget::of(path), Ok(OutputTarget::Stdout)));
    match format {
        FileFormat::Xlsx if to_stdout && on_terminal => Err(Failure::refused(message!("output-workbook-on-terminal"))),
        FileFormat::Text | FileFormat::Json | FileFormat::Csv | FileFormat::Xlsx | FileFormat::Html => Ok(()),
    }
}

/// Passes a buffered stdout to `write`, and flushes it.
///
/// # Errors
/// [`Failure::ReaderGone`] when the other end of the pipe was closed, else the error of writing.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(|e| Failure::output(&e))
}

/// Prints a message on stderr, in the language of the run.
pub fn print_message(message: &Message) {
    print_line(message.in_language(super::language()));
}

/// Prints a line on stderr. An error of a closed stderr is ignored.
pub fn print_line(line: impl std::fmt::Display) {
    writeln!(io::stderr().lock(), "{line}").ok();
}

/// Shows the progress of long work: a bar on a terminal, nothing in a pipe.
pub struct ProgressDisplay(ProgressBar);

impl ProgressDisplay {
    /// Creates a bar with a caption. It is drawn on stderr, and only on a terminal.
    pub fn new(what: &Message) -> ProgressDisplay {
        let bar = match io::stderr().is_terminal() {
            true => ProgressBar::new(0),
            false => ProgressBar::hidden(),
        };
        let style = ProgressStyle::with_template("{msg} [{wide_bar}] {human_pos}/{human_len} {eta}")
            .expect("the template names fields that there are")
            .progress_chars("=> ");
        bar.set_style(style);
        bar.set_message(what.in_language(super::language()));
        ProgressDisplay(bar)
    }

    /// Shows that `done` items are finished, of an unknown total.
    pub fn count(&self, done: u64) {
        self.0.set_length(done);
        self.0.set_position(done);
    }

    /// Shows that `done` of `total` items are finished.
    pub fn set(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }
}

impl Drop for ProgressDisplay {
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
            let Err(Failure::Error(exit, line)) = readable(FileFormat::Xlsx, place, true) else { panic!("noise") };
            assert!(exit == crate::cli::failure::Exit::Refused && line.to_string().contains("-o"), "{line}");
        }
    }
}
