//! What the fuzz targets do with their bytes, apart from the engine that makes them.
//!
//! In: any bytes. Out: nothing; a panic is a fault of the program. The engines stand in
//! `fuzz_targets/`, a line each; this library starts none and keeps no corpus.

// The offices of the integration tests serve here too; not all of what they offer is needed.
#[expect(dead_code, reason = "shared with the integration tests")]
#[path = "../../tests/torimatome/office.rs"]
mod office;
#[path = "../../tests/torimatome/plan_sample.rs"]
mod plan_sample;
#[expect(dead_code, reason = "shared with the integration tests")]
#[path = "../../tests/torimatome/sheets.rs"]
mod sheets;

mod grids;
mod readers;
mod returns;

use torimatome::settings::Settings;

pub use grids::recognise;
pub use readers::read;
pub use returns::merge;

/// plan.toml: any text is settings or an error that names a line.
pub fn settings(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Settings::parse(text, "plan.toml") {
        Ok(settings) => {
            assert!(!settings.section_names().is_empty());
            // Every choice means itself or another that is the same but for its width.
            for choice in &settings.attainment_choices {
                assert!(settings.attainment(choice).is_some(), "{choice:?}");
            }
        }
        Err(error) => assert!(error.what.contains(" 行目："), "{}", error.what),
    }
}
