//! Decodes bytes into numbered lines. It refuses bytes that are not text, and normalises blanks.

use super::{ExtractError, Notice};
use crate::message;

/// The maximum size of a page. The longest known report page is about 200 KiB, so 8 MiB leaves room.
const PAGE_MAX: usize = 8 * 1024 * 1024;

/// One line of the page as an editor numbers it, without blanks at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub number: u32,
    /// Runs of blanks are one space; U+00A0 and similar characters count as blanks.
    pub text: String,
    /// The cells of a table row that was saved as text; a single one for a plain line.
    pub cells: Vec<String>,
    /// Whether the page numbers its goals and outputs with dots only, so that the line may start with such a code.
    pub dotted: bool,
}

impl Line {
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// The lines of a page and what was uncertain in decoding its bytes.
pub(super) struct DecodedPage {
    pub lines: Vec<Line>,
    pub notices: Vec<Notice>,
}

/// Decodes UTF-8 (with or without a byte order mark), UTF-16 with a mark, or Windows-1252.
///
/// # Errors
/// Returns [`ExtractError`] for a page that is empty, too long, binary, a PDF, a zip or HTML, or has bytes of two
/// encodings.
pub(super) fn decode_lines(bytes: &[u8]) -> Result<DecodedPage, ExtractError> {
    if bytes.len() > PAGE_MAX {
        return Err(ExtractError::NotText(message!("extract-too-long", most = PAGE_MAX / 1024 / 1024)));
    }
    let mut notices = Vec::new();
    let text = decode(bytes, &mut notices)?;
    refuse_other_forms(&text)?;
    let lines: Vec<Line> = split(&text).zip(1..).map(|(raw, number)| line(raw, number)).collect();
    if lines.iter().all(Line::is_blank) {
        return Err(ExtractError::Empty);
    }
    Ok(DecodedPage { lines, notices })
}

/// Returns the lines as they stand in the page.
pub(super) fn raw_lines(bytes: &[u8]) -> Result<Vec<String>, ExtractError> {
    let text = decode(bytes, &mut Vec::new())?;
    Ok(split(&text).map(str::to_owned).collect())
}

/// Refuses what is no plain text, though its bytes are characters.
fn refuse_other_forms(text: &str) -> Result<(), ExtractError> {
    if let Some(line) = first_control(text) {
        return Err(ExtractError::NotText(message!("extract-binary", line = line)));
    }
    let start = text.trim_start().chars().take(15).collect::<String>().to_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<?xml") {
        return Err(ExtractError::NotText(message!("extract-html")));
    }
    Ok(())
}

fn decode(bytes: &[u8], notices: &mut Vec<Notice>) -> Result<String, ExtractError> {
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"PK\x03\x04") {
        return Err(ExtractError::NotText(message!("extract-pdf")));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return utf16(rest, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => windows_1252(bytes, error.valid_up_to(), notices),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ExtractError> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).map_err(|_| ExtractError::NotText(message!("extract-utf-16")))
}

/// The characters of bytes 0x80 to 0x9F; the other bytes are those of Latin-1. Zero means not in use.
const HIGH: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
];

/// Decodes Windows-1252. A page with any UTF-8 character beyond ASCII is refused: mixed bytes are damage.
fn windows_1252(bytes: &[u8], bad_at: usize, notices: &mut Vec<Notice>) -> Result<String, ExtractError> {
    let line = 1 + bytes[..bad_at].iter().filter(|byte| **byte == b'\n').count();
    if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
        return Err(ExtractError::NotText(message!("extract-mixed-bytes", line = line)));
    }
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        let unit = match byte {
            0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
            _ => u16::from(*byte),
        };
        if unit == 0 {
            return Err(ExtractError::NotText(message!("extract-bad-bytes", line = line)));
        }
        text.extend(char::from_u32(u32::from(unit)));
    }
    notices.push(Notice::new((line, line), message!("extract-windows-1252")));
    Ok(text)
}

fn first_control(text: &str) -> Option<usize> {
    let is_binary = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}');
    text.split('\n').position(|line| line.chars().any(is_binary)).map(|index| index + 1)
}

/// Splits at LF, CR LF, or a single CR.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

fn line(raw: &str, number: u32) -> Line {
    let visible: String = raw.chars().filter(|c| !is_invisible(*c)).collect();
    let cells: Vec<String> =
        visible.split('\t').flat_map(|part| part.split("   ")).map(squeeze).filter(|cell| !cell.is_empty()).collect();
    Line { number, text: squeeze(&visible), cells, dotted: false }
}

/// Returns true for soft hyphens and zero-width characters, which are left over from a page and split words and blank
/// lines.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Replaces each run of blanks by one space, and trims the ends.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
