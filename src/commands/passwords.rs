//! The passwords with which encrypted workbooks are tried: from a file, or typed on the terminal.
//!
//! In: the arguments. Out: the reader knows them. They are kept nowhere.

use std::path::Path;

use console::Term;

use crate::cli::PasswordArgs;
use crate::error::{Error, Result};
use crate::read::{limits, passwords};

/// Lets the reader try the passwords that the arguments name.
///
/// # Errors
///
/// The file cannot be read or holds too many, or there is no terminal to ask on.
pub(super) fn prepare(args: &PasswordArgs) -> Result<()> {
    let mut list = match &args.password_file {
        Some(path) => in_file(path)?,
        None => Vec::new(),
    };
    if args.ask_password {
        list.push(typed()?);
    }
    if !list.is_empty() {
        passwords::allow(list);
    }
    Ok(())
}

/// The lines of a file, without empty ones; blanks within a line belong to its password.
fn in_file(path: &Path) -> Result<Vec<String>> {
    let bytes = std::fs::read(path).map_err(|cause| Error::cannot_read(path, &cause))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let what =
            format!("パスワードの一覧の文字コードが UTF-8 ではありません：「{}」", path.display());
        Error::new(what, "メモ帳で開き、文字コードに UTF-8 を選んで保存し直してください。")
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let list: Vec<String> =
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (many, most) = (list.len(), limits::MAX_PASSWORDS);
    if many == 0 || many > most {
        let what = format!(
            "パスワードの一覧は 1 個から {most} 個までです：「{}」（{many} 個）",
            path.display()
        );
        return Err(Error::new(what, "一行に一つずつ、試すものだけを書いてください。"));
    }
    Ok(list)
}

/// One password, which the terminal does not show.
fn typed() -> Result<String> {
    let terminal = Term::stderr();
    let no_terminal = || {
        let hint = "画面のないところでは、--password-file にパスワードの一覧を指定してください。";
        Error::new("パスワードを尋ねる画面がありません", hint)
    };
    if !terminal.is_term() {
        return Err(no_terminal());
    }
    terminal.write_str("パスワード（表示されません）：").map_err(|_| no_terminal())?;
    let password = terminal.read_secure_line().map_err(|_| no_terminal())?;
    if password.is_empty() {
        let hint = "もう一度実行して入力するか、--ask-password を外してください。";
        return Err(Error::new("パスワードが空です", hint));
    }
    Ok(password)
}
