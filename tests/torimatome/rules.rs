//! The catalogue against the list that the specification gives.

use std::path::Path;

use torimatome::rules;

#[test]
#[expect(clippy::print_stderr, reason = "a skipped comparison says so")]
fn codes_severities_and_names_are_those_of_the_specification() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spec/rules.tsv");
    let Ok(listed) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: the specification's list is not here: {}", path.display());
        return;
    };
    let expected: Vec<Vec<&str>> =
        listed.lines().skip(1).map(|line| line.split('\t').take(3).collect()).collect();
    let found: Vec<Vec<&str>> = rules::all()
        .map(|rule| vec![rule.code.as_str(), rule.severity.as_str(), rule.name])
        .collect();
    assert_eq!(found, expected);
}
