//! Names of 課 as names of files that every system accepts.
//!
//! In: a name as `plan.toml` or a form has it. Out: what is wrong with it, or the nearest name that
//! Windows, macOS and Linux can all keep, the same for the same name. It touches no disk.

use crate::fingerprint::sha256;

/// Longest name in characters, without its extension: four bytes each stay under 255 bytes.
pub const MAX_CHARS: usize = 60;

/// What stands for a character that no Windows file name may hold: its twin of full width.
const TWINS: [(char, char); 9] = [
    ('/', '／'),
    ('\\', '＼'),
    (':', '：'),
    ('*', '＊'),
    ('?', '？'),
    ('"', '＂'),
    ('<', '＜'),
    ('>', '＞'),
    ('|', '｜'),
];

/// Names that Windows keeps for devices, with any extension and in any case.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Says in Japanese why a name cannot be a file's; `None` when it can.
#[must_use]
pub fn fault(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() {
        Some("名前が空です")
    } else if name.contains(|c: char| c.is_control()) {
        Some("改行などの制御文字があります")
    } else if name.contains(TWINS.map(|(forbidden, _)| forbidden)) {
        Some("ファイル名に使えない文字（/ \\ : * ? \" < > |）があります")
    } else if name != name.trim() || name.ends_with('.') || name.starts_with('.') {
        Some("空白や「.」で始まるか終わっています")
    } else if is_device(name) {
        Some("Windows が機器の名前に使う言葉です")
    } else if name.chars().count() > MAX_CHARS {
        Some("60 文字を超えています")
    } else {
        None
    }
}

/// Makes the name of a file of any name, without its extension.
///
/// A name without [`fault`] stays as it is. One that is cut keeps apart from others by the start of
/// its SHA-256.
#[must_use]
pub fn stem(name: &str) -> String {
    if fault(name).is_none() {
        return name.to_owned();
    }
    let twin = |c: char| match TWINS.into_iter().find(|(forbidden, _)| *forbidden == c) {
        Some((_, twin)) => twin,
        None if c.is_control() => ' ',
        None => c,
    };
    let mut stem: String = name.chars().map(twin).collect::<String>().trim().to_owned();
    if stem.starts_with('.') {
        stem.replace_range(..1, "．");
    }
    if stem.ends_with('.') {
        stem.replace_range(stem.len() - 1.., "．");
    }
    if stem.is_empty() || is_device(&stem) {
        stem.insert(0, '＿');
    }
    if stem.chars().count() > MAX_CHARS {
        let mark = &sha256(name.as_bytes())[..8];
        let head: String = stem.chars().take(MAX_CHARS - 1 - mark.len()).collect();
        stem = format!("{}～{mark}", head.trim_end());
    }
    stem
}

fn is_device(name: &str) -> bool {
    let head = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = || {
        let port = head.strip_prefix("COM").or_else(|| head.strip_prefix("LPT"));
        port.is_some_and(|number| matches!(number, "¹" | "²" | "³") || is_digit(number))
    };
    DEVICES.contains(&head.as_str()) || numbered()
}

fn is_digit(text: &str) -> bool {
    text.len() == 1 && text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_an_office_stay_as_they_are() {
        for name in ["総務課", "ラベンダーハイツ", "会計課・出納室", "第1係", "COMPANY", "a.b"]
        {
            assert_eq!(fault(name), None, "{name}");
            assert_eq!(stem(name), name);
        }
    }

    #[test]
    fn what_no_windows_file_may_be_called_gets_a_name_that_it_may() {
        let long = "課".repeat(300);
        for (name, safe) in [
            ("総務課/町民生活課", "総務課／町民生活課"),
            ("../../etc/passwd", "．./../etc/passwd"),
            ("C:\\課", "C：＼課"),
            ("*?\"<>|", "＊？＂＜＞｜"),
            ("総務課. ", "総務課．"),
            (" 総務課　", "総務課"),
            ("総務\n課", "総務 課"),
            ("con", "＿con"),
            ("NUL.txt", "＿NUL.txt"),
            ("Com1 .x", "＿Com1 .x"),
            ("lpt²", "＿lpt²"),
            ("", "＿"),
        ] {
            let safe = safe.replace('/', "／");
            assert!(fault(name).is_some(), "{name}");
            assert_eq!(stem(name), safe);
            assert_eq!(fault(&safe), None, "{safe}");
        }
        assert_eq!(stem(&long).chars().count(), MAX_CHARS);
        assert_ne!(stem(&long), stem(&"課".repeat(301)));
        assert_eq!(fault(&stem(&long)), None);
    }
}
