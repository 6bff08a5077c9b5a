//! The office's own slips: what is put in the wrong place, renamed or typed otherwise costs no work.

use std::fs;

use crate::cli::Plan;

impl Plan {
    /// Moves a file or folder of the plan folder.
    fn rename(&self, from: &str, to: &str) {
        let to = self.root().join(to);
        fs::create_dir_all(to.parent().expect("a parent")).expect("folders");
        fs::rename(self.root().join(from), to).expect("moved");
    }
}

#[test]
fn folders_for_returns_are_made() {
    let plan = Plan::new();
    plan.run(&["distribute"]).ends_with(0);
    for period in ["回収/前期", "回収/後期"] {
        assert!(plan.root().join(period).is_dir(), "{period}");
    }
}

#[test]
fn returns_in_the_wrong_folder_are_read_and_told_first() {
    for (from, to, named) in [
        ("回収/前期/総務課.xlsx", "回収/総務課.xlsx", "「回収/総務課.xlsx」"),
        ("回収/前期", "回収/前期分", "フォルダー「回収/前期分」（2 ファイル）"),
        ("回収/前期", "回収/10月/提出", "フォルダー「回収/10月」（2 ファイル）"),
    ] {
        let plan = Plan::answered();
        plan.rename(from, to);
        let ran = plan.run(&["run"]).ends_with(0);
        let first = ran.err.lines().next().expect("a message");
        assert!(first.contains(named) && first.contains("移してください"), "{}", ran.err);
        assert!(ran.err.contains("記入済 4"), "{}", ran.err);
        let again = plan.run(&["status"]).ends_with(0);
        assert!(again.err.contains(named), "{}", again.err);
    }
}

#[test]
fn returns_of_either_half_are_told_but_not_guessed() {
    let plan = Plan::answered();
    plan.run(&["run"]).ends_with(0);
    plan.run(&["distribute", "--period", "後期"]).ends_with(0);
    plan.rename("回収/前期/総務課.xlsx", "回収/総務課.xlsx");
    plan.rename("回収/前期/町民生活課.xlsx", "回収/後期の分/町民生活課.xlsx");
    let ran = plan.run(&["merge", "--period", "前期"]).ends_with(0);
    let told: Vec<&str> = ran.err.lines().take(2).collect();
    assert!(told[0].contains("読んでいません：「回収/総務課.xlsx」"), "{}", ran.err);
    assert!(told[1].contains("届いていた 4 様式が、今回は未提出"), "{}", ran.err);
    assert!(ran.err.contains("未提出 4"), "{}", ran.err);
    let later = plan.run(&["merge", "--period", "後期"]).ends_with(0);
    assert!(later.err.contains("フォルダー「回収/後期の分」（1 ファイル）"), "{}", later.err);
}

#[test]
fn nothing_is_said_of_files_in_their_place() {
    let plan = Plan::answered();
    plan.write("回収/Thumbs.db", b"x");
    for _ in 0..2 {
        let ran = plan.run(&["run"]).ends_with(0);
        assert!(
            !ran.err.contains("移してください") && !ran.err.contains("今回は未提出"),
            "{}",
            ran.err
        );
    }
}
