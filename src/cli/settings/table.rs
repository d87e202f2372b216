//! The table of all settings, for the documentation.

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::{ALL, Kind, Setting, Unit, Usual};
    use crate::language::{Language, sentence};

    /// The page that has the table, and the lines around it.
    const PAGE: &str = "docs/beheer/instellingen.md";
    const BEGIN: &str = "<!-- begin: uit de code -->\n";
    const END: &str = "<!-- einde: uit de code -->";

    fn kind(setting: &Setting) -> String {
        let unit = match setting.unit {
            Unit::None => "",
            Unit::Seconds => " seconden",
            Unit::Percent => " procent",
            Unit::PerMinute => " per minuut",
        };
        match setting.kind {
            Kind::Text => "tekst".to_owned(),
            Kind::Path => "bestand".to_owned(),
            Kind::Switch => "true of false".to_owned(),
            Kind::Number(least, most) => format!("{least} tot {most}{unit}"),
            Kind::Texts => "teksten".to_owned(),
            Kind::Claim => "claim".to_owned(),
            Kind::Pairs => "tekst bij tekst".to_owned(),
        }
    }

    fn row(setting: &Setting) -> String {
        let code = |text: &str| format!("`{text}`");
        let usual = match setting.usual {
            Usual::Nothing => String::new(),
            Usual::Text(text) => code(text),
            Usual::Number(number) => number.to_string(),
        };
        let flag = setting.flag.map_or_else(String::new, |flag| code(&format!("--{flag}")));
        let variable = setting.variable_name().map_or_else(String::new, |name| code(&name));
        let name = setting.key.rsplit_once('.').map_or(setting.key, |(_, name)| name);
        let meaning = sentence(Language::Dutch, &setting.meaning(), &[]);
        format!("| {} | {} | {usual} | {meaning} | {variable} | {flag} |\n", code(name), kind(setting))
    }

    /// Returns the table: one for each section of the file.
    fn table() -> String {
        let (mut text, mut section) = (String::new(), None);
        for setting in ALL {
            if section != Some(setting.section()) {
                section = Some(setting.section());
                let title = match setting.section() {
                    "" => "Bovenaan het bestand".to_owned(),
                    "access.openid" => "`[[access.openid]]`".to_owned(),
                    name => format!("`[{name}]`"),
                };
                write!(text, "\n### {title}\n\n| sleutel | waarde | standaard | betekenis | variabele | optie |\n")
                    .expect("a string takes all");
                text.push_str("| --- | --- | --- | --- | --- | --- |\n");
            }
            text.push_str(&row(setting));
        }
        text.push('\n');
        text
    }

    #[test]
    fn the_table_in_the_documentation_is_that_of_the_settings() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
        let page = std::fs::read_to_string(&file).unwrap();
        let (before, rest) = page.split_once(BEGIN).expect("the page says where the table begins");
        let (there, after) = rest.split_once(END).expect("the page says where the table ends");
        if std::env::var_os("PEILDATUM_WRITE").is_some() {
            std::fs::write(&file, format!("{before}{BEGIN}{}{END}{after}", table())).unwrap();
        } else {
            assert_eq!(there, table(), "write it with PEILDATUM_WRITE=1");
        }
    }
}
