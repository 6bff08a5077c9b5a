//! Reads all cells and merged regions below a folder with the reading library alone: what `check`
//! is measured against.
//!
//! In: a folder. Out: how many cells and merged regions there are, on one line. It makes no grid,
//! knows no forms and keeps nothing. `benches/run_check.sh` runs it; without a folder it does
//! nothing, so that `cargo bench` passes.

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(folder) = std::env::args().skip(1).find(|it| !it.starts_with('-')) else {
        return Ok(());
    };
    let mut files = Vec::new();
    list(Path::new(&folder), &mut files)?;
    files.sort();
    let mut total = Count::default();
    for file in &files {
        let book = Xlsx::new(BufReader::new(File::open(file)?));
        read(book?, &mut total)?;
    }
    let Count { cells, merges } = total;
    writeln!(io::stdout(), "{} workbooks, {cells} cells, {merges} merges", files.len())?;
    Ok(())
}

/// What was read.
#[derive(Default)]
struct Count {
    cells: usize,
    merges: usize,
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "xlsx") {
            files.push(path);
        }
    }
    Ok(())
}

fn read(mut book: Xlsx<BufReader<File>>, total: &mut Count) -> Result<(), XlsxError> {
    for sheet in book.sheet_names() {
        total.cells += cells(&mut book, &sheet)?;
        total.merges += book.merge_cells_by_sheet_name(&sheet)?.len();
    }
    Ok(())
}

fn cells(book: &mut Xlsx<BufReader<File>>, sheet: &str) -> Result<usize, XlsxError> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let mut cells = 0;
    while let Some(cell) = reader.next_cell()? {
        cells += usize::from(!matches!(cell.get_value(), DataRef::Empty));
    }
    Ok(cells)
}
