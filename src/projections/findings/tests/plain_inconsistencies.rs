//! The reference implementation of contradictions in the order of days, and of the last day of an inexact one.

use crate::domain::time::Day;
use crate::log::record::Record;

/// Returns the last day of the month, quarter or year that a day of this precision stands for.
pub(super) fn last_of(due: Day, precision: &str) -> Option<Day> {
    let unit = |day: Day| {
        let (year, month) = (&day.to_string()[..4], day.to_string()[5..7].parse::<u32>().unwrap());
        match precision {
            "maand" => format!("{year} {month}"),
            "kwartaal" => format!("{year} {}", (month - 1) / 3),
            "jaar" => year.to_owned(),
            _ => day.to_string(),
        }
    };
    let days = (due.number()..due.number() + 400).map(Day::from_number);
    days.take_while(|day| unit(*day) == unit(due)).last().filter(|_| precision != "onbekend")
}

/// Returns the events that the rules would have refused if they had been recorded in the order of days, each with the
/// event it contradicts.
pub(super) fn odd(rows: &[&Record]) -> Vec<Vec<u64>> {
    let Some(first) = rows.iter().position(|row| row.kind.introduces()) else {
        return rows.first().map(|row| vec![row.position]).into_iter().collect();
    };
    let mut found = Vec::new();
    let early = rows[..first].iter().filter(|row| row.kind.name() != "indicator.gemeten");
    found.extend(early.map(|row| vec![row.position, rows[first].position]));
    let mut status = rows[first];
    for row in &rows[first + 1..] {
        let (name, last) = (row.kind.name(), status.kind.name());
        let dropped = last.ends_with(".vervallen");
        let (is_status, contradicts) = match name {
            _ if row.kind.introduces() => (true, !dropped),
            "dossier.gesloten" | "voorziening.gesloten" | "mijlpaal.gehaald" => (true, name == last),
            "onderdeel.vervallen" | "bijstelling.vervallen" | "mijlpaal.vervallen" => (true, name == last),
            "dossier.heropend" => (true, ["dossier.geopend", "dossier.heropend"].contains(&last)),
            "voorziening.heropend" => (true, ["voorziening.geopend", "voorziening.heropend"].contains(&last)),
            "voorziening.beperkt" => (true, last == "voorziening.gesloten"),
            "voorziening.capaciteit-gewijzigd" => (false, last == "voorziening.gesloten"),
            "onderdeel.gewijzigd" | "bijstelling.gewijzigd" => (false, dropped),
            "mijlpaal.verschoven" => (false, dropped || last == "mijlpaal.gehaald"),
            _ => (false, false),
        };
        if contradicts {
            found.push(vec![row.position, status.position]);
        }
        if is_status {
            status = row;
        }
    }
    found
}
