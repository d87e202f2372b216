//! Renders sentences and lines that were composed elsewhere, each on a new line.

use serde_json::Value;

use crate::Style;
use crate::language::Language;
use crate::page::{TextPage, without_control_characters};

/// Renders the sentences of a list below each other, wrapped to the page; a sentence that begins with a hyphen is
/// indented.
pub fn sentences(list: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let list = without_control_characters(list);
    for sentence in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
        match sentence.strip_prefix("- ") {
            Some(item) => page.bullet(2, item),
            None => page.line(0, sentence),
        }
    }
    page.finish()
}

/// Renders lines: wrapped on a terminal of `width` columns, else each on one line.
pub fn lines(lines: &[String], width: Option<usize>, language: Language) -> String {
    let plain = |line: &String| line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let Some(width) = width else { return lines.iter().map(|line| format!("{}\n", plain(line).trim_end())).collect() };
    let mut page = TextPage::new(Style { width, colour: false, language });
    for line in lines {
        let line = plain(line);
        page.line(line.len() - line.trim_start().len(), &line);
    }
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_wrapped_on_a_terminal_and_whole_with_its_columns_elsewhere() {
        let row = "  2019-vr1/1  college  peildatum 1 april 2019  positie 119  klopt\u{1b}[2J en is van de griffie\n"
            .to_owned();
        let plain = "  2019-vr1/1  college  peildatum 1 april 2019  positie 119  klopt [2J en is van de griffie\n";
        assert_eq!(lines(std::slice::from_ref(&row), None, Language::Dutch), plain);
        let narrow = lines(&[row.clone(), row], Some(60), Language::Dutch);
        assert!(narrow.lines().count() > 2 && narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
        assert!(!narrow.contains('\u{1b}') && narrow.contains("griffie"), "{narrow}");
    }
}
