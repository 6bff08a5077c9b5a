//! The recogniser: tab text with merged regions becomes forms, and every cell ends in one place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use torimatome::grid::Addr;
use torimatome::recognise::{SheetReading, oddities};
use torimatome::template::Template;

use crate::sheets::sheet;

/// Mark of a line that gives merged regions: `@A1:B2 C3:C9`.
const MERGES: char = '@';

/// Recognises a sheet that is given as tab text, a line a row.
///
/// # Panics
///
/// A cell with text ends in no place, or in two.
pub fn recognise(bytes: &[u8]) {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| Template::by_name("torikumi").expect("built in"));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (merges, rows): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with(MERGES));
    let merges: Vec<&str> = merges
        .iter()
        .flat_map(|line| line[MERGES.len_utf8()..].split_whitespace())
        .filter(|region| torimatome::grid::Region::parse(region).is_some())
        .collect();
    let sheet = sheet(&rows.join("\n"), &merges);
    let reading = torimatome::recognise::recognise(&sheet, template);
    let places = places(&reading);
    for cell in sheet.cells.iter().filter(|cell| !cell.is_blank()) {
        let times = places.get(&cell.at).copied().unwrap_or_default();
        // An entry of the table may take two cells, a number and its title.
        assert!(times <= 1, "{} is in {times} places", cell.at);
        let lost = times == 0 && reading.table.is_none();
        assert!(!lost, "{} is lost: {:?}", cell.at, cell.shown());
    }
    for block in &reading.blocks {
        for (field, value) in &block.values {
            let cells: Vec<Addr> = value.cells.iter().map(|(at, _)| *at).collect();
            let _ = oddities(*field, &value.text, &cells);
        }
    }
}

/// How often each cell is named by what was recognised, the table aside.
fn places(reading: &SheetReading) -> BTreeMap<Addr, usize> {
    let labels = |block: &torimatome::recognise::Block| {
        let values = block.values.values().flat_map(|value| value.cells.iter().map(|(at, _)| *at));
        let labels = block.labels.iter().map(|label| label.at);
        labels.chain(values).chain(block.printed_id.iter().map(|(_, at)| *at)).collect::<Vec<_>>()
    };
    let mut places = BTreeMap::new();
    let loose = reading.loose.iter().map(|loose| loose.at);
    for at in reading.blocks.iter().flat_map(labels).chain(loose) {
        *places.entry(at).or_default() += 1;
    }
    places
}
