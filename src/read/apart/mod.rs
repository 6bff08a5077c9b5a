//! Reads the formats whose library may abort or hang in a process of their own, under limits.
//!
//! In: a file's shown name and bytes. Out: what the format's reader gives, or F01 when the other
//! process ends without an answer, and F07 when it takes too long or too much memory. Until the
//! program says how to start that process, and where none can be started, the bytes are read
//! here, where a panic ends in F01 too.

mod wire;

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::limits::{self, Spent};
use super::words::{cause, limit};
use super::{Loaded, Refusal, load_here, refuse, unreadable};
use crate::finding::{Finding, Location};
use crate::rules::Code;

/// First argument with which the program is its own reader: no command of the office's.
pub const WORD: &str = "__read";

/// How the process for reading is started, once the program has said so.
static READER: OnceLock<Apart> = OnceLock::new();

/// How often the process for reading is looked at.
const TICK: Duration = Duration::from_millis(20);

/// How a process for reading is started and what it may take.
#[derive(Debug)]
struct Apart {
    program: PathBuf,
    arguments: Vec<String>,
    seconds: u64,
    bytes: u64,
}

/// How a process for reading ended.
#[derive(Debug, PartialEq)]
enum End {
    /// It closed its output.
    Answered(Vec<u8>),
    /// It could not be started.
    NotStarted,
    /// It ran for as long as it may.
    TooLong,
    /// It held this many bytes.
    TooLarge(u64),
}

/// Lets `program` with [`WORD`] as its argument read the dangerous formats from now on.
///
/// The program calls this once, at its start; a library user who does not reads in-process.
pub fn enable(program: PathBuf) {
    let reader = Apart {
        program,
        arguments: vec![WORD.to_owned()],
        seconds: limits::MAX_READ_SECONDS,
        bytes: limits::MAX_READ_MEMORY,
    };
    // A second call changes nothing: the first program is the right one.
    let _ = READER.set(reader);
}

/// What the process for reading does: the bytes of one file in, the answer for [`enable`]'s side
/// out.
#[must_use]
pub fn answer(bytes: &[u8]) -> Vec<u8> {
    wire::encode(load_here(bytes))
}

/// Reads a file apart where that is possible, else with `here`.
pub(super) fn load(
    file: &str,
    bytes: &[u8],
    spent: &mut Spent,
    here: impl FnOnce(&mut Spent) -> Result<Loaded, Refusal>,
) -> Result<Loaded, Refusal> {
    match READER.get() {
        Some(reader) => reader.load(file, bytes, spent, here),
        None => here(spent),
    }
}

impl Apart {
    fn load(
        &self,
        file: &str,
        bytes: &[u8],
        spent: &mut Spent,
        here: impl FnOnce(&mut Spent) -> Result<Loaded, Refusal>,
    ) -> Result<Loaded, Refusal> {
        let size = bytes.len() as u64;
        limits::check(file, limit::FILE_SIZE, size, limits::MAX_FILE_BYTES, limit::BYTES)?;
        let answer = match self.ask(bytes) {
            End::NotStarted => return here(spent),
            End::Answered(answer) => answer,
            End::TooLong => {
                let allowed = format!("{} {} {}", limit::TIME, self.seconds, limit::SECONDS);
                let finding = Finding::new(Code::F07).at(Location::file(file)).detail(allowed);
                let found = format!("{} {}{}", self.seconds, limit::SECONDS, limit::OR_MORE);
                return Err(refuse(finding.found(found)));
            }
            End::TooLarge(held) => {
                let at = Location::file(file);
                return Err(limits::over(at, limit::MEMORY, held, self.bytes, limit::BYTES));
            }
        };
        let loaded = wire::decode(file, &answer);
        let loaded = loaded.unwrap_or_else(|| Err(unreadable(file, cause::BOOK_BROKEN)))?;
        // The other process knows nothing of what lies beside this file in its zip.
        for cell in loaded.sheets.iter().flat_map(|sheet| &sheet.cells) {
            spent.cell(file, cell.shown().len() + cell.formula.as_ref().map_or(0, String::len))?;
        }
        Ok(loaded)
    }

    /// Hands the bytes to a process for reading and waits for what it says.
    fn ask(&self, bytes: &[u8]) -> End {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        // What a library says before it aborts is not for the office.
        let Ok(mut child) = command.stderr(Stdio::null()).spawn() else { return End::NotStarted };
        let end = self.converse(&mut child, bytes).unwrap_or(End::NotStarted);
        // Without effect on one that has ended; `wait` leaves none behind.
        let _ = child.kill();
        let _ = child.wait();
        end
    }

    /// Writes and reads at once, as neither pipe holds a whole file; `None` without threads.
    fn converse(&self, child: &mut Child, bytes: &[u8]) -> Option<End> {
        let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            let write = move || {
                // A process that ends early is told by its answer.
                let _ = stdin.write_all(bytes);
            };
            let read = move || {
                let mut answer = Vec::new();
                let read = stdout.take(limits::MAX_ANSWER_BYTES).read_to_end(&mut answer);
                // Nobody listens any more once a limit is passed.
                let _ = sender.send(read.map_or_else(|_| Vec::new(), |_| answer));
            };
            let started = thread::Builder::new().spawn_scoped(scope, write).is_ok()
                && thread::Builder::new().spawn_scoped(scope, read).is_ok();
            let end = started.then(|| self.watch(child.id(), &receiver));
            // Both threads end with the process: their pipes close.
            let _ = child.kill();
            end
        })
    }

    /// Looks after the process until it has answered or passed a limit.
    ///
    /// The memory limit holds where the system shows what a process holds as a file (Linux);
    /// elsewhere only the time limit does. The waits are counted, so that no clock is looked at.
    fn watch(&self, process: u32, answers: &Receiver<Vec<u8>>) -> End {
        let waits = u128::from(self.seconds) * 1000 / TICK.as_millis();
        for _ in 0..waits {
            match answers.recv_timeout(TICK) {
                Ok(answer) => return End::Answered(answer),
                Err(RecvTimeoutError::Disconnected) => return End::Answered(Vec::new()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            match held(process) {
                Some(held) if held > self.bytes => return End::TooLarge(held),
                _ => {}
            }
        }
        End::TooLong
    }
}

/// The bytes of memory that a process holds, where the system tells.
fn held(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const XLS: &[u8] =
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/libreoffice.xls"));

    fn reader(program: &str, arguments: &[&str], seconds: u64, bytes: u64) -> Apart {
        let arguments = arguments.iter().map(|&it| it.to_owned()).collect();
        Apart { program: program.into(), arguments, seconds, bytes }
    }

    #[track_caller]
    fn refused(reader: &Apart, bytes: &[u8]) -> Finding {
        let here = |_: &mut Spent| panic!("it is read apart");
        *reader.load("a.xls", bytes, &mut Spent::default(), here).expect_err("a refusal")
    }

    #[test]
    fn a_reader_that_dies_or_talks_nonsense_is_f01_with_the_files_name() {
        let abort = reader("sh", &["-c", "kill -ABRT $$"], 15, u64::MAX);
        let nonsense = reader("echo", &["{\"sheets\":"], 15, u64::MAX);
        let silent = reader("true", &[], 15, u64::MAX);
        // More than a pipe holds: the writer must not wait for a reader that is gone.
        let large = [XLS, &vec![0; 1 << 20]].concat();
        for reader in [abort, nonsense, silent] {
            let finding = refused(&reader, &large);
            assert_eq!(finding.code, Code::F01, "{reader:?}");
            assert_eq!(finding.location, Some(Location::file("a.xls")));
        }
    }

    #[test]
    fn a_reader_that_never_answers_is_f07_and_is_ended() {
        let finding = refused(&reader("sleep", &["100"], 1, u64::MAX), &vec![0; 1 << 20]);
        assert_eq!(finding.code, Code::F07);
        assert_eq!(finding.detail.as_deref(), Some("読み取りの時間 1 秒"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_reader_that_takes_too_much_memory_is_f07() {
        let finding = refused(&reader("sleep", &["100"], 15, 1024), XLS);
        assert_eq!(finding.code, Code::F07);
        assert!(finding.detail.is_some_and(|it| it.contains("メモリ")));
    }

    #[test]
    fn where_no_reader_can_be_started_the_file_is_read_here() {
        let reader = reader("/nowhere/reader", &[], 15, u64::MAX);
        let here = load_here(XLS).expect("a sound book");
        let read = |_: &mut Spent| load_here(XLS);
        let loaded = reader.load("a.xls", XLS, &mut Spent::default(), read).expect("a sound book");
        assert!(!here.sheets.is_empty());
        assert_eq!(loaded.sheets, here.sheets);
    }

    #[test]
    fn an_answer_carries_all_that_was_read() {
        let xlsx = include_bytes!("../../../tests/fixtures/openpyxl.xlsx");
        let ods = include_bytes!("../../../tests/fixtures/libreoffice.ods");
        let looks = include_bytes!("../../../tests/fixtures/looks.xls");
        for bytes in [XLS, xlsx, ods, looks] {
            let mut here = load_here(bytes).expect("a sound book");
            here.properties.custom.insert("様式ID".to_owned(), "1-1".to_owned());
            let answer = wire::encode(load_here(bytes).map(|mut loaded| {
                loaded.properties.custom.clone_from(&here.properties.custom);
                loaded
            }));
            let there = wire::decode("", &answer).expect("an answer").expect("a book");
            assert_eq!(there.sheets, here.sheets);
            assert_eq!(there.findings, here.findings);
            assert_eq!(there.defined_names, here.defined_names);
            assert_eq!(there.properties.modified, here.properties.modified);
            assert_eq!(there.properties.custom, here.properties.custom);
            assert_eq!(there.format, here.format);
        }
    }
}
