//! How the cells of a workbook look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::render::table::Kind;

/// Made once a workbook, since each is written once and named by the cells.
pub(super) struct Formats {
    pub header: Format,
    pub whole: Format,
    pub whole_among_texts: Format,
    pub euros: Format,
    pub decimal: Format,
    text: Format,
    wrapped: Format,
    text_quoted: Format,
    wrapped_quoted: Format,
    colours: [Format; 4],
    days: [Format; 6],
}

impl Formats {
    pub fn new() -> Formats {
        let top = Format::new().set_align(FormatAlign::Top);
        let wrapped = top.clone().set_text_wrap();
        let filled = |colour: u32| top.clone().set_background_color(Color::RGB(colour));
        let day = |shown: &str| top.clone().set_num_format(shown).set_align(FormatAlign::Left);
        Formats {
            header: wrapped
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0x00DD_E6F0))
                .set_border_bottom(FormatBorder::Thin),
            whole: top.clone().set_num_format("0"),
            whole_among_texts: top.clone().set_num_format("0").set_align(FormatAlign::Left),
            euros: top.clone().set_num_format("[$€-413] #,##0.00;[$€-413] -#,##0.00"),
            // As many places as were recorded.
            decimal: top.clone().set_num_format("0.##########"),
            text_quoted: top.clone().set_quote_prefix(),
            wrapped_quoted: wrapped.clone().set_quote_prefix(),
            colours: [filled(0x00C6_EFCE), filled(0x00FF_E0A3), filled(0x00FF_C7CE), top.clone()],
            // A date that is known less exactly still sorts and filters as a date, and does not pretend to be a day.
            days: [
                day("dd-mm-yyyy"),
                day("[$-413]mmmm yyyy"),
                day("\"kwartaal vanaf\" [$-413]mmmm yyyy"),
                day("yyyy"),
                day("\"uiterlijk\" dd-mm-yyyy"),
                day("\"dag onbekend\""),
            ],
            text: top,
            wrapped,
        }
    }

    /// Of a text or a word in a column of this kind.
    pub const fn plain(&self, kind: Kind) -> &Format {
        if wraps(kind) { &self.wrapped } else { &self.text }
    }

    /// The same of a text that stays one when somebody edits it.
    pub const fn quoted(&self, kind: Kind) -> &Format {
        if wraps(kind) { &self.wrapped_quoted } else { &self.text_quoted }
    }

    /// Of a traffic light; beside the word and the shape.
    pub fn colour(&self, colour: &str) -> &Format {
        let at = ["groen", "oranje", "rood"].iter().position(|known| *known == colour);
        &self.colours[at.unwrap_or(3)]
    }

    /// Of a day that is known this exactly.
    pub fn day(&self, precision: Option<&str>) -> &Format {
        let known = ["maand", "kwartaal", "jaar", "uiterlijk", "onbekend"];
        let at = precision.and_then(|precision| known.iter().position(|other| *other == precision));
        &self.days[at.map_or(0, |at| at + 1)]
    }
}

/// True where a text goes on in the next line of its cell.
pub(super) const fn wraps(kind: Kind) -> bool {
    match kind {
        Kind::Prose | Kind::Name | Kind::Id | Kind::Word | Kind::Event => true,
        Kind::Trail | Kind::Colour | Kind::Whole | Kind::Cents | Kind::Decimal | Kind::Day | Kind::Flag => false,
    }
}
