//! Positions on a sheet: 0-based inside, A1 outside.

use std::fmt;

/// A cell position, 0-based, ordered by row then column (reading order).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Addr {
    /// Row, 0-based: Excel's row 1 is 0.
    pub row: u32,
    /// Column, 0-based: Excel's column A is 0.
    pub col: u32,
}

/// A rectangle of cells, both corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    /// Top-left cell.
    pub first: Addr,
    /// Bottom-right cell.
    pub last: Addr,
}

impl Addr {
    /// Excel's number of rows.
    pub const MAX_ROWS: u32 = 1_048_576;
    /// Excel's number of columns.
    pub const MAX_COLS: u32 = 16_384;

    /// Makes a position from 0-based row and column.
    #[must_use]
    pub const fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }

    /// Reads `D9`, `$D$9` or `d9`; `None` outside Excel's limits or when it is something else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut col: u32 = 0;
        let mut row: u32 = 0;
        let mut letters = 0;
        let mut digits = 0;
        for byte in text.bytes().filter(|byte| *byte != b'$') {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' if digits == 0 && letters < 3 => {
                    col = col * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
                    letters += 1;
                }
                b'0'..=b'9' if letters > 0 && digits < 7 => {
                    row = row * 10 + u32::from(byte - b'0');
                    digits += 1;
                }
                _ => return None,
            }
        }
        let inside = (1..=Self::MAX_COLS).contains(&col) && (1..=Self::MAX_ROWS).contains(&row);
        inside.then(|| Self::new(row - 1, col - 1))
    }
}

impl fmt::Display for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = [0u8; 7];
        let mut start = letters.len();
        let mut rest = self.col + 1;
        while rest > 0 {
            start -= 1;
            letters[start] = b'A' + ((rest - 1) % 26) as u8;
            rest = (rest - 1) / 26;
        }
        let name = std::str::from_utf8(&letters[start..]).map_err(|_| fmt::Error)?;
        write!(f, "{name}{}", self.row + 1)
    }
}

impl Region {
    /// The region of one cell.
    #[must_use]
    pub const fn cell(at: Addr) -> Self {
        Self { first: at, last: at }
    }

    /// Tells whether a position lies inside.
    #[must_use]
    pub const fn contains(&self, at: Addr) -> bool {
        self.first.row <= at.row
            && at.row <= self.last.row
            && self.first.col <= at.col
            && at.col <= self.last.col
    }

    /// Reads `A1:C3`, `$A$1:$C$3` or `A1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let (a, b) = (Addr::parse(first)?, Addr::parse(last)?);
        Some(Self {
            first: Addr::new(a.row.min(b.row), a.col.min(b.col)),
            last: Addr::new(a.row.max(b.row), a.col.max(b.col)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_the_round_trip() {
        for text in ["A1", "Z9", "AA10", "XFD1048576"] {
            assert_eq!(Addr::parse(text).map(|at| at.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Addr::parse("$D$9"), Some(Addr::new(8, 3)));
    }

    #[test]
    fn positions_beyond_the_sheet_are_refused() {
        for text in ["XFE1", "A1048577", "ZZZZZZZ2", "A0", "1A", "", "A"] {
            assert_eq!(Addr::parse(text), None, "{text}");
        }
    }
}
