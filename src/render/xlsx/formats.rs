//! Formats for the cells of a workbook.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::language::{Language, Message};
use crate::message;
use crate::table::ColumnKind;

/// The formats. They are made once per workbook, since each is written once and referred to by the cells.
pub(super) struct Formats {
    pub whole: Format,
    pub whole_among_texts: Format,
    pub euros: Format,
    pub decimal: Format,
    number_as_text: Format,
    /// For the first sheet.
    pub title: Format,
    pub title_quoted: Format,
    pub alarm: Format,
    pub heading: Format,
    pub name: Format,
    head: [Format; 2],
    prose: [Format; 2],
    text: Format,
    wrapped: Format,
    text_quoted: Format,
    wrapped_quoted: Format,
    colours: [Format; 4],
    days: [Format; 6],
}

/// The colour of the line below a row: it guides the eye across the page and is not a frame.
const RULE: Color = Color::RGB(0x00D5_DAE0);
const HEADER: Color = Color::RGB(0x00DD_E6F0);

impl Formats {
    pub fn new(language: Language) -> Formats {
        let top = Format::new().set_align(FormatAlign::Top);
        let ruled = top.clone().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(RULE);
        // So that a number does not touch the text after it.
        let right = ruled.clone().set_align(FormatAlign::Right).set_indent(1);
        let wrapped = ruled.clone().set_text_wrap();
        let prose = top.clone().set_text_wrap();
        let filled = |colour: u32| ruled.clone().set_background_color(Color::RGB(colour));
        let header = prose.clone().set_bold().set_background_color(HEADER).set_border_bottom(FormatBorder::Thin);
        let title = prose.clone().set_bold().set_font_size(16.0);
        Formats {
            head: [header.clone(), header.set_align(FormatAlign::Right).set_indent(1)],
            whole: right.clone().set_num_format("0"),
            whole_among_texts: ruled.clone().set_num_format("0").set_align(FormatAlign::Left),
            euros: right.clone().set_num_format(euros(language)),
            // With as many decimal places as were recorded.
            decimal: right.clone().set_num_format("0.##########"),
            number_as_text: right,
            title_quoted: title.clone().set_quote_prefix(),
            title,
            alarm: prose.clone().set_bold().set_background_color(Color::RGB(0x00FF_C7CE)),
            heading: top.clone().set_bold().set_font_size(12.0).set_border_bottom(FormatBorder::Thin),
            name: prose.clone().set_bold(),
            prose: [prose.clone(), prose.set_quote_prefix()],
            text_quoted: ruled.clone().set_quote_prefix(),
            wrapped_quoted: wrapped.clone().set_quote_prefix(),
            colours: [filled(0x00C6_EFCE), filled(0x00FF_E0A3), filled(0x00FF_C7CE), ruled.clone()],
            days: days(language).map(|shown| ruled.clone().set_num_format(shown).set_align(FormatAlign::Left)),
            text: ruled,
            wrapped,
        }
    }

    /// Returns the format of a text or a word in a column of this kind.
    pub const fn plain(&self, kind: ColumnKind) -> &Format {
        match kind {
            ColumnKind::Cents => &self.number_as_text,
            ColumnKind::Prose
            | ColumnKind::Name
            | ColumnKind::Id
            | ColumnKind::Word
            | ColumnKind::Event
            | ColumnKind::Trail => &self.wrapped,
            ColumnKind::Colour | ColumnKind::Whole | ColumnKind::Decimal | ColumnKind::Day | ColumnKind::Flag => {
                &self.text
            }
        }
    }

    /// Returns the format of a text that stays a text when somebody edits it.
    pub const fn quoted(&self, kind: ColumnKind) -> &Format {
        if wraps(kind) { &self.wrapped_quoted } else { &self.text_quoted }
    }

    /// Returns the formats of running text on the first sheet, and of one that stays a text when somebody edits it.
    pub const fn prose(&self) -> (&Format, &Format) {
        (&self.prose[0], &self.prose[1])
    }

    /// Returns the format of a header in a small table: right-aligned over numbers.
    pub const fn head(&self, kind: ColumnKind) -> &Format {
        match kind {
            ColumnKind::Whole | ColumnKind::Cents | ColumnKind::Decimal => &self.head[1],
            ColumnKind::Prose
            | ColumnKind::Name
            | ColumnKind::Id
            | ColumnKind::Trail
            | ColumnKind::Word
            | ColumnKind::Event
            | ColumnKind::Colour
            | ColumnKind::Day
            | ColumnKind::Flag => &self.head[0],
        }
    }

    /// Returns the format of a traffic light, which comes in addition to the word and the shape.
    pub fn colour(&self, colour: &str) -> &Format {
        let at = ["groen", "oranje", "rood"].iter().position(|known| *known == colour);
        &self.colours[at.unwrap_or(3)]
    }

    /// Returns the format of a day with this precision.
    pub fn day(&self, precision: Option<&str>) -> &Format {
        let known = ["maand", "kwartaal", "jaar", "uiterlijk", "onbekend"];
        let at = precision.and_then(|precision| known.iter().position(|other| *other == precision));
        &self.days[at.map_or(0, |at| at + 1)]
    }
}

/// The number is the locale: it sets the signs and month names.
const fn euros(language: Language) -> &'static str {
    match language {
        Language::Dutch => "[$€-413] #,##0.00;[$€-413] -#,##0.00",
        Language::English => "[$€-809]#,##0.00;-[$€-809]#,##0.00",
    }
}

/// Returns the formats of days by precision. A less precise date still sorts and filters as a date, without looking
/// like an exact day.
fn days(language: Language) -> [String; 6] {
    let (day, month) = match language {
        Language::Dutch => ("dd-mm-yyyy", "[$-413]mmmm yyyy"),
        Language::English => ("[$-809]d mmm yyyy", "[$-809]mmmm yyyy"),
    };
    let say = |message: Message| message.in_language(language);
    [
        day.to_owned(),
        month.to_owned(),
        format!("\"{}\" {month}", say(message!("workbook-quarter-from"))),
        "yyyy".to_owned(),
        format!("\"{}\" {day}", say(message!("workbook-by"))),
        format!("\"{}\"", say(message!("day-unknown"))),
    ]
}

/// Returns true where a text wraps within its cell.
pub(super) const fn wraps(kind: ColumnKind) -> bool {
    match kind {
        ColumnKind::Prose
        | ColumnKind::Name
        | ColumnKind::Id
        | ColumnKind::Word
        | ColumnKind::Event
        | ColumnKind::Trail => true,
        ColumnKind::Colour
        | ColumnKind::Whole
        | ColumnKind::Cents
        | ColumnKind::Decimal
        | ColumnKind::Day
        | ColumnKind::Flag => false,
    }
}
