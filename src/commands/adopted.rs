//! 採用 means the text that a person saw: where the file has another answer now, it is asked again.
//!
//! In: the record of the run before, the returns of today, and the decisions. Out: the decisions
//! whose text has changed. What the record does not hold was not seen yet, and stays decided.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufReader;

use serde_json::Value;

use super::job::Job;
use crate::field::Field;
use crate::grid::squeeze;
use crate::identify::{Expected, ReturnedBook};

/// A text of the record by file, sheet and cell.
type Seen = HashMap<(String, String, String), String>;

/// Decisions whose chosen answer is no longer the one that the record of the run before shows.
pub(super) fn changed(
    job: &Job,
    expected: &Expected,
    books: &[ReturnedBook],
    adopted: &BTreeMap<(String, Field), String>,
) -> Vec<(String, Field)> {
    if adopted.is_empty() {
        return Vec::new();
    }
    let Ok(record) = File::open(job.folder.consolidated(&job.period).join("統合.json")) else {
        return Vec::new();
    };
    // A record that cannot be read is made anew by this run.
    let record: Value = serde_json::from_reader(BufReader::new(record)).unwrap_or_default();
    let mut seen = Seen::new();
    for form in record["forms"].as_array().into_iter().flatten() {
        let id = form["form_id"].as_str().unwrap_or_default();
        if adopted.keys().any(|(own, _)| own == id) {
            gather(form, &mut seen);
        }
    }
    let differs = |((id, field), place): (&(String, Field), &String)| {
        let of_place = |book: &&ReturnedBook| {
            place
                .strip_prefix(&*book.file)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('!'))
        };
        books.iter().filter(of_place).any(|book| {
            let own = book.forms.iter().filter(|form| expected.forms[form.form].form_id == *id);
            own.into_iter().any(|form| {
                let at = form.location(&book.file, *field);
                let key = (at.file, at.sheet.unwrap_or_default(), at.cell.unwrap_or_default());
                let now = form.fields.get(field).map_or("", |value| value.text.as_str());
                seen.get(&key).is_some_and(|then| squeeze(then) != squeeze(now))
            })
        })
    };
    adopted.iter().filter(|entry| differs(*entry)).map(|(key, _)| key.clone()).collect()
}

/// Gathers every text with its source.
fn gather(value: &Value, seen: &mut Seen) {
    match value {
        Value::Object(fields) => {
            let source = |name: &str| value["source"][name].as_str().map(str::to_owned);
            if let (Some(text), Some(file), Some(sheet), Some(cell)) =
                (value["text"].as_str(), source("file"), source("sheet"), source("cell"))
            {
                seen.insert((file, sheet, cell), text.to_owned());
            }
            fields.values().for_each(|inner| gather(inner, seen));
        }
        Value::Array(items) => items.iter().for_each(|inner| gather(inner, seen)),
        _ => {}
    }
}
