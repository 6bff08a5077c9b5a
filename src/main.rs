//! The `torimatome` program: arguments in, exit code out; everything else is in the library.

use std::env;
use std::io::{Read, Write};
use std::process::ExitCode;

use torimatome::cli;
use torimatome::commands;
use torimatome::grid::visible;
use torimatome::read::{apart, limits};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if env::args_os().nth(1).is_some_and(|word| word == apart::WORD) {
        return read_apart();
    }
    if let Ok(program) = env::current_exe() {
        apart::enable(program);
    }
    let cli = match cli::parse(&limits::walls()) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let (data, messages, code) = match commands::execute(&cli.command) {
        Ok(done) => (done.data, done.messages, u8::from(done.failed)),
        Err(error) => (Vec::new(), vec![error.to_string()], 2),
    };
    // A reader that goes away early, such as `head`, is no failure of ours.
    let _ = std::io::stdout().write_all(&data);
    let mut stderr = std::io::stderr().lock();
    for message in messages {
        // Names of files stand in messages, and a terminal obeys what stands in names.
        let _ = writeln!(stderr, "{}", visible(&message));
    }
    ExitCode::from(code)
}

/// Reads one file for another process of this program: bytes on stdin, the answer on stdout.
fn read_apart() -> ExitCode {
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    let written = read.and_then(|_| std::io::stdout().write_all(&apart::answer(&bytes)));
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Help goes to stdout; a wrong usage is said in Japanese and ends with 2.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let _ = writeln!(std::io::stderr(), "{}", cli::usage_error(error));
    ExitCode::from(2)
}
