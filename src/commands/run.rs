//! `run`: all that is due, in one go.

use super::job::Job;
use super::returns::merge_returns;
use super::{Done, closing_line, distribute, fan_in, has_errors, send_back};
use crate::cli::FolderArgs;
use crate::error::Result;
use crate::output::Outputs;

/// Imports, distributes if nothing was issued yet, merges and consolidates.
///
/// # Errors
///
/// Any of these cannot be done; then nothing is written.
pub(super) fn run(args: &FolderArgs) -> Result<Done> {
    let job = Job::open(args)?;
    let imported = job.import()?;
    let mut outputs = Outputs::default();
    imported.add_outputs(&job, &mut outputs)?;
    let mut messages = imported.notes.clone();
    messages.push(imported.totals());
    messages.extend(imported.change_notes.iter().cloned());
    let mut ledger = if let Some(ledger) = job.ledger()? {
        messages.extend(distribute::outdated(&job, &imported.plan, Some(&ledger)));
        ledger
    } else {
        let (totals, ledger) = distribute::issue(&job, &imported, &mut outputs)?;
        messages.push(totals);
        ledger
    };
    let mut result = merge_returns(&job, &imported, Some(&ledger))?;
    messages.splice(0..0, result.misplaced.iter().cloned());
    result.release_dues();
    ledger.release_words();
    result.look_back(&job);
    messages.extend(result.notes.iter().cloned());
    result.add_outputs(&job, true, &mut outputs)?;
    messages.extend(send_back::add(&job, &imported.plan, Some(&ledger), &result, &mut outputs)?);
    messages.extend(fan_in::add(&job, &imported.plan, Some(&ledger), &result, &mut outputs)?);
    let paths = outputs.write()?;
    messages.push(closing_line(&result.totals(), &paths));
    let failed = has_errors(&imported.findings) || has_errors(&result.findings);
    Ok(Done { messages, failed: args.strict && failed, ..Done::default() })
}
