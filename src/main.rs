//! The `torimatome` program: arguments in, exit code out; everything else is in the library.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use torimatome::cli::{self, Cli};
use torimatome::commands;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
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
        let _ = writeln!(stderr, "{message}");
    }
    ExitCode::from(code)
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
