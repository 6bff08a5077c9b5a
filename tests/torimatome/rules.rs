//! The catalogue against the list that the specification gives.

use std::collections::BTreeSet;
use std::path::Path;

use torimatome::rules::{self, Code};

use crate::{appendix, bind, export, files, layering, plausibility, returns};

/// Rules that the catalogue describes and nothing reports yet, each with the reason.
const NOT_REPORTED: &[(Code, &str)] = &[];

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

#[test]
fn every_rule_fires_in_a_test_or_says_why_not() {
    let lists = [
        appendix::FIRED,
        bind::FIRED,
        export::FIRED,
        files::FIRED,
        plausibility::FIRED,
        returns::FIRED,
    ];
    let fired: BTreeSet<Code> = lists.into_iter().flatten().copied().collect();
    for code in Code::ALL {
        let reason = NOT_REPORTED.iter().find(|(other, _)| *other == code).map(|entry| entry.1);
        match (fired.contains(&code), reason) {
            (true, None) | (false, Some(_)) => {}
            (false, None) => panic!("{} fires in no test", code.as_str()),
            (true, Some(reason)) => panic!("{} does fire; remove: {reason}", code.as_str()),
        }
    }
}

#[test]
fn a_rule_is_reported_by_the_program_unless_it_says_why_not() {
    let sources = layering::sources();
    for code in Code::ALL {
        let name = format!("Code::{}", code.as_str());
        let reported = sources
            .iter()
            .filter(|source| !source.path.starts_with("rules/"))
            .filter(|source| source.path != "render/send_back_words.rs")
            .any(|source| source.code.contains(&name));
        let waits = NOT_REPORTED.iter().any(|(other, _)| *other == code);
        assert_ne!(reported, waits, "{name}");
    }
}

#[test]
fn every_rule_explains_itself() {
    for rule in rules::all() {
        let page = rules::explain(rule.code);
        for text in [rule.what, rule.why, rule.example, rule.remedy] {
            let mut sentences = text.split_inclusive('。');
            assert!(!text.is_empty(), "{}", rule.code.as_str());
            assert!(sentences.all(|part| page.contains(part)), "{}", rule.code.as_str());
        }
        assert_eq!(Code::parse(&rule.code.as_str().to_lowercase()), Some(rule.code));
    }
}
