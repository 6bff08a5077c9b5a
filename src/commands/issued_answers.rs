//! Answers of the 期 before, as they stand in what was issued since: where their record is gone, a
//! return is still held against what went out.
//!
//! In: the 台帳 of this 期 and the workbooks that it vouches for. Out: accepted answers by 様式ID.

use std::collections::BTreeMap;

use super::job::{Job, readings};
use crate::error::Result;
use crate::field::Field;
use crate::fingerprint::sha256;
use crate::model::{AcceptedAnswers, Answer, Provenance};
use crate::read;

/// Reads the answers that were issued in `fields`; none where nothing was issued, or where the files
/// are no longer those of the 台帳.
pub(super) fn issued_answers(job: &Job, fields: &[Field]) -> Result<AcceptedAnswers> {
    let mut accepted = AcceptedAnswers::new();
    let Some(ledger) = job.ledger()? else { return Ok(accepted) };
    let folder = job.folder.issued(&job.period);
    for workbook in &ledger.workbooks {
        let path = folder.join(&workbook.file);
        let Ok(bytes) = std::fs::read(&path) else { continue };
        if sha256(&bytes) != workbook.sha256 {
            continue;
        }
        let file = format!("配布/{}/{}", job.period, workbook.file);
        let books = read::read(&file, &bytes).into_iter().filter_map(|reading| reading.workbook);
        for book in books {
            for (sheet, reading) in book.sheets.iter().zip(readings(&book, &job.template)) {
                for block in &reading.blocks {
                    let Some((id, _)) = &block.printed_id else { continue };
                    let answer = |field: &Field| {
                        let value = block.value(*field).filter(|it| !it.text.trim().is_empty())?;
                        let source = Box::new(Provenance {
                            file: file.clone(),
                            sheet: sheet.name.clone(),
                            cell: value.at.to_string(),
                            sha256: book.sha256.clone(),
                        });
                        Some((*field, Answer { text: value.text.clone(), source }))
                    };
                    let answers: BTreeMap<Field, Answer> =
                        fields.iter().filter_map(answer).collect();
                    accepted.insert(id.clone(), answers);
                }
            }
        }
    }
    Ok(accepted)
}
