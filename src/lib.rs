//! Turns a Japanese town office's Excel forms into a typed model and back.
//!
//! The office asks every 課 (section) the same questions twice a year on 様式 (forms) in Excel.
//! What comes back is renamed, broken, doubled and half-filled; this library makes one record of
//! it, and says of every choice that it makes where and why. The program of the same name is a
//! thin shell around it: [`cli`] states what can be typed, [`commands`] what each command does.
//!
//! # The phases, in order
//!
//! ```text
//! bytes ─read→ grid ─recognise→ blocks ─┬─bind──────────────────────→ plan
//!                                       └─identify→ check→ merge────→ merged record + findings
//!                                                    plan, record, findings ─render→ bytes
//! ```
//!
//! 1. [`read`]: the bytes of a file, by their content and never by their name, become a [`grid`]
//!    of cells with merged regions. What cannot be read becomes findings; limits keep any input
//!    within bounded time and memory.
//! 2. [`recognise`]: a sheet of the grid becomes forms, the 体系 table and the text around them.
//!    Labels are found wherever they stand; a [`template`] says what they are called.
//! 3. Two ways lead on from there:
//!    - the office's existing forms: [`bind`] makes the typed [`model`], the plan;
//!    - returned workbooks: [`identify`] tells which issued form each one is (by its printed id,
//!      then the [`binding`] that was written into it, then its content), [`check`] looks at what
//!      is filled in, and [`merge`] lays all returns over what was issued (the [`ledger`]) and
//!      accounts for every character; [`plausibility`] then compares the answers of the record with
//!      each other and with the plan, and
//!      [`figures`] finds the 数値目標 and what is reported beside them.
//! 4. [`render`]: plan, merged record and findings become workbooks, reports, JSON and tables, the
//!    same bytes for the same input.
//! 5. [`output`]: all files of a command are made ready beside their places, then renamed; the
//!    [`lock`] keeps two runs from writing into one plan folder at once.
//!
//! # What all phases share
//!
//! - [`finding`]: a fault or a choice that people must know of, with file, sheet and cell;
//!   [`rules`] is the catalogue of their codes and texts.
//! - [`error`]: what stops a job. An officer's slip is a finding, never an error.
//! - [`field`] and [`calendar`]: the fields of a form; 年度 and era dates.
//! - [`settings`] and [`folder`]: `plan.toml`, and where each thing stands in a plan folder;
//!   [`file_name`]: names of 課 as names of files.
//!
//! Only [`commands`] knows all of these. The phases between reading and writing take values and
//! return values: they touch no disk, look at no clock but for the limit on a file's time, and cannot
//! fail.

pub mod bind;
pub mod binding;
pub mod calendar;
pub mod check;
#[expect(
    rustdoc::broken_intra_doc_links,
    reason = "help texts show the Japanese aliases in brackets"
)]
pub mod cli;
pub mod commands;
pub mod error;
pub mod field;
pub mod figures;
pub mod file_name;
pub mod finding;
pub mod fingerprint;
pub mod folder;
pub mod grid;
pub mod identify;
pub mod ledger;
pub mod lock;
pub mod merge;
pub mod model;
pub mod output;
pub mod plausibility;
pub mod read;
pub mod recognise;
pub mod render;
pub mod rules;
pub mod settings;
pub mod template;
