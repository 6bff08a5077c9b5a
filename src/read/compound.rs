//! Opens a compound file (MS-CFB) strictly: every chain ends, every sector lies in the file.
//!
//! In: bytes. Out: names and streams; `None` for a container that a careless reader could be led
//! astray by. It knows nothing of records.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::read::encoding;

/// Sector ids from here on are no sectors (MS-CFB 2.1).
const FIRST_SPECIAL: u32 = 0xFFFF_FFFA;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const HEADER_BYTES: usize = 512;
const HEADER_DIFAT_ENTRIES: usize = 109;
const ENTRY_BYTES: usize = 128;
const MINI_SECTOR: usize = 64;
/// Streams below this size lie in the mini stream.
const MINI_CUTOFF: u64 = 4096;

/// An opened compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    entries: Vec<Entry>,
    mini_fat: Vec<u32>,
    /// Where each mini sector's 64 bytes stand in the file.
    mini_offsets: Vec<usize>,
}

/// A directory entry.
struct Entry {
    name: String,
    start: u32,
    length: u64,
    /// Left and right of it among the entries of its storage, and the first entry inside it.
    links: [u32; 3],
}

/// A stream with the place of each of its sectors in the file.
pub(super) struct Stream {
    /// Its content.
    pub(super) bytes: Vec<u8>,
    offsets: Vec<usize>,
    sector: usize,
}

impl<'a> Compound<'a> {
    /// Opens a compound file; `None` when it is broken or set as a trap.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        if bytes.len() < HEADER_BYTES + sector {
            return None;
        }
        let mut file = Self {
            bytes,
            sector,
            fat: Vec::new(),
            entries: Vec::new(),
            mini_fat: Vec::new(),
            mini_offsets: Vec::new(),
        };
        file.fat = file.read_fat()?;
        let directory = file.gather(&file.chain(u32_at(bytes, 48)?)?);
        file.entries =
            directory.chunks_exact(ENTRY_BYTES).filter_map(|it| entry(it, sector)).collect();
        let mini_sectors = u32_at(bytes, 64)?;
        if mini_sectors > 0 {
            let root = file.entries.first()?;
            let offsets = file.chain(root.start)?;
            let steps = file.sector / MINI_SECTOR;
            file.mini_offsets = offsets
                .iter()
                .flat_map(|offset| (0..steps).map(move |step| offset + step * MINI_SECTOR))
                .collect();
            let mini_fat = file.gather(&file.chain(u32_at(bytes, 60)?)?);
            file.mini_fat = words(&mini_fat);
        }
        Some(file)
    }

    /// Tells whether an entry of that name exists, without regard to case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// Reads a stream; `None` when it is missing or its chain does not hold its length.
    pub(super) fn stream(&self, name: &str) -> Option<Stream> {
        self.read(self.entry(name)?)
    }

    /// As [`Self::stream`], of an entry.
    pub(super) fn stream_at(&self, index: usize) -> Option<Stream> {
        self.read(self.entries.get(index)?)
    }

    /// Tells whether an entry has a name, without regard to case.
    pub(super) fn is_named(&self, index: usize, name: &str) -> bool {
        self.entries.get(index).is_some_and(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The entries inside every storage whose name begins with a text.
    pub(super) fn storages(&self, start: &str) -> Vec<Vec<usize>> {
        let named = |entry: &&Entry| entry.name.starts_with(start);
        self.entries.iter().filter(named).map(|entry| self.inside(entry)).collect()
    }

    /// The entries that lie in no other storage.
    pub(super) fn inside_root(&self) -> Vec<usize> {
        self.entries.first().map(|root| self.inside(root)).unwrap_or_default()
    }

    /// The entries inside a storage; one that leads in a circle ends there.
    fn inside(&self, storage: &Entry) -> Vec<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![storage.links[2]];
        while let Some(id) = open.pop() {
            let Some(entry) = self.entries.get(id as usize) else { continue };
            if found.insert(id as usize) {
                open.extend(&entry.links[..2]);
            }
        }
        found.into_iter().collect()
    }

    fn read(&self, entry: &Entry) -> Option<Stream> {
        if entry.length > self.bytes.len() as u64 {
            return None;
        }
        let length = entry.length as usize;
        let (mut offsets, sector) = if entry.length < MINI_CUTOFF {
            (self.mini_chain(entry.start)?, MINI_SECTOR)
        } else {
            (self.chain(entry.start)?, self.sector)
        };
        offsets.truncate(length.div_ceil(sector));
        let mut bytes = Vec::with_capacity(length);
        for offset in &offsets {
            bytes.extend_from_slice(self.slice(*offset, sector));
        }
        bytes.truncate(length);
        (bytes.len() == length).then_some(Stream { bytes, offsets, sector })
    }

    /// Reads when the document was last saved, from the summary stream (MS-OLEPS, PIDSI 0x0D).
    pub(super) fn last_saved(&self) -> Option<String> {
        let stream = self.stream("\u{5}SummaryInformation")?.bytes;
        let section = u32_at(&stream, 44)? as usize;
        let count = u32_at(&stream, section.checked_add(4)?)?.min(1000) as usize;
        for index in 0..count {
            let at = section.checked_add(8 + index * 8)?;
            if u32_at(&stream, at)? == 0x0D {
                let value = section.checked_add(u32_at(&stream, at + 4)? as usize)?;
                let is_time = u32_at(&stream, value)? == 0x40;
                let low = u64::from(u32_at(&stream, value.checked_add(4)?)?);
                let high = u64::from(u32_at(&stream, value.checked_add(8)?)?);
                return is_time.then(|| file_time(high << 32 | low)).flatten();
            }
        }
        None
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|it| it.name.eq_ignore_ascii_case(name))
    }

    /// Reads the allocation table by way of the header's list and its continuation.
    fn read_fat(&self) -> Option<Vec<u32>> {
        let sectors = (self.bytes.len() / self.sector).max(1);
        let mut ids: Vec<u32> = (0..HEADER_DIFAT_ENTRIES)
            .filter_map(|index| u32_at(self.bytes, 76 + index * 4))
            .collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut steps = 0;
        while next < FIRST_SPECIAL {
            steps += 1;
            if steps > sectors {
                return None;
            }
            let mut list = words(self.slice(self.offset(next)?, self.sector));
            next = list.pop()?;
            ids.extend(list);
        }
        ids.retain(|id| *id < FIRST_SPECIAL);
        if ids.len() > sectors {
            return None;
        }
        let mut fat = Vec::with_capacity(ids.len() * self.sector / 4);
        for id in ids {
            fat.extend(words(self.slice(self.offset(id)?, self.sector)));
        }
        Some(fat)
    }

    /// Follows a chain and gives where its sectors stand in the file; `None` for a cycle, a hole
    /// or a sector beyond the end.
    fn chain(&self, start: u32) -> Option<Vec<usize>> {
        let mut offsets = Vec::new();
        let mut id = start;
        while id != END_OF_CHAIN {
            if offsets.len() > self.fat.len() {
                return None;
            }
            offsets.push(self.offset(id)?);
            id = *self.fat.get(id as usize)?;
        }
        Some(offsets)
    }

    /// As [`Self::chain`], within the mini stream.
    fn mini_chain(&self, start: u32) -> Option<Vec<usize>> {
        let mut offsets = Vec::new();
        let mut id = start;
        while id != END_OF_CHAIN {
            if offsets.len() > self.mini_fat.len() {
                return None;
            }
            offsets.push(*self.mini_offsets.get(id as usize)?);
            id = *self.mini_fat.get(id as usize)?;
        }
        Some(offsets)
    }

    /// Where a sector stands; `None` beyond the end. The last one may be cut short.
    fn offset(&self, id: u32) -> Option<usize> {
        let offset = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        (id < FIRST_SPECIAL && offset < self.bytes.len()).then_some(offset)
    }

    fn slice(&self, offset: usize, length: usize) -> &[u8] {
        let end = (offset + length).min(self.bytes.len());
        self.bytes.get(offset..end).unwrap_or_default()
    }

    fn gather(&self, offsets: &[usize]) -> Vec<u8> {
        offsets.iter().flat_map(|offset| self.slice(*offset, self.sector)).copied().collect()
    }
}

impl Stream {
    /// Overwrites a piece of the stream with zeros, in a copy of the file.
    pub(super) fn zero(&self, file: &mut [u8], piece: Range<usize>) {
        for position in piece {
            self.set(file, position, 0);
        }
    }

    /// Overwrites two bytes of the stream from a position on, in a copy of the file.
    pub(super) fn write_u16(&self, file: &mut [u8], position: usize, word: u16) {
        for (offset, byte) in word.to_le_bytes().into_iter().enumerate() {
            self.set(file, position + offset, byte);
        }
    }

    fn set(&self, file: &mut [u8], position: usize, byte: u8) {
        let place = self.offsets.get(position / self.sector);
        if let Some(own) = place.and_then(|it| file.get_mut(it + position % self.sector)) {
            *own = byte;
        }
    }
}

fn entry(bytes: &[u8], sector: usize) -> Option<Entry> {
    let name = encoding::decode_utf16le(bytes.get(..64)?);
    let name = name.split('\0').next().unwrap_or_default().to_owned();
    let low = u64::from(u32_at(bytes, 120)?);
    // The upper half is undefined in files with small sectors.
    let high = if sector == 512 { 0 } else { u64::from(u32_at(bytes, 124)?) };
    let links = [u32_at(bytes, 68)?, u32_at(bytes, 72)?, u32_at(bytes, 76)?];
    Some(Entry { name, start: u32_at(bytes, 116)?, length: high << 32 | low, links })
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let word = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(word.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(word.try_into().ok()?))
}

/// Writes a FILETIME (100 ns since 1601, UTC) as ISO 8601.
fn file_time(ticks: u64) -> Option<String> {
    let seconds = i64::try_from(ticks / 10_000_000).ok()?.checked_sub(11_644_473_600)?;
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    (ticks > 0).then(|| time.to_string())
}
