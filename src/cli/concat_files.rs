//! Concatenates several files of an import into one body, and keeps the origin of every line.

use std::collections::HashMap;

use serde_json::Value;

use crate::app::AppError;
use crate::app::import::ImportFile;
use crate::app::prepare::id_of_line;
use crate::domain::ids::EventId;

/// The lines of all files.
pub struct ConcatenatedFiles {
    /// The bytes to send.
    pub body: Vec<u8>,
    /// For each line of the body the index of its file, from 0, and its number in that file, from 1.
    pub places: Vec<(usize, u64)>,
}

impl ConcatenatedFiles {
    /// Concatenates the files. A line without an id gets the id that an import of its file alone would give it: that id
    /// counts how often the line occurred in one file, and the service sees one body only.
    ///
    /// # Errors
    /// [`AppError::Read`] when one of them can not be read.
    pub fn of(files: &[ImportFile]) -> Result<ConcatenatedFiles, AppError> {
        let mut joined = ConcatenatedFiles { body: Vec::new(), places: Vec::new() };
        for (file, source) in files.iter().enumerate() {
            let text = source.read()?;
            let mut met = HashMap::new();
            for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
                if line.trim_ascii().is_empty() {
                    continue;
                }
                joined.add(line, files.len() > 1, &mut met);
                joined.places.push((file, index as u64 + 1));
            }
        }
        Ok(joined)
    }

    fn add(&mut self, line: &[u8], one_of_several: bool, met: &mut HashMap<EventId, u64>) {
        match own_id(line, met).filter(|_| one_of_several) {
            Some(id) => {
                let object = line.trim_ascii_start();
                self.body.extend_from_slice(format!("{{\"id\":\"{id}\",").as_bytes());
                self.body.extend_from_slice(&object[1..]);
            }
            None => self.body.extend_from_slice(line),
        }
        self.body.push(b'\n');
    }
}

/// The id that an import gives this line; `None` for a line that has one, and for one that will be refused.
fn own_id(line: &[u8], met: &mut HashMap<EventId, u64>) -> Option<EventId> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let object = value.as_object().filter(|object| !object.is_empty() && !object.contains_key("id"))?;
    if object.contains_key("verbintenis") {
        return None;
    }
    let occurrence = met.entry(id_of_line(&value, 0)).or_default();
    *occurrence += 1;
    Some(id_of_line(&value, *occurrence))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"type":"nl.peildatum.ronde.geopend","onderwerp":"ronde/2019-vr1"}"#;

    #[test]
    fn lines_of_several_files_get_the_ids_that_each_file_alone_would_give_them() {
        let files = [
            ImportFile::bytes("a", format!("{LINE}\n\n{LINE}\n").into_bytes()),
            ImportFile::bytes("b", LINE.as_bytes().to_vec()),
        ];
        let joined = ConcatenatedFiles::of(&files).unwrap();
        assert_eq!(joined.places, [(0, 1), (0, 3), (1, 1)]);
        let ids: Vec<String> = String::from_utf8(joined.body)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids[0], ids[2], "the first of each file");
        assert_ne!(ids[0], ids[1], "the second time in one file");
    }

    #[test]
    fn one_file_travels_as_it_is() {
        let joined = ConcatenatedFiles::of(&[ImportFile::bytes("a", LINE.as_bytes().to_vec())]).unwrap();
        assert_eq!(joined.body, format!("{LINE}\n").into_bytes());
    }
}
