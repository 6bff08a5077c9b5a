//! Standard encryption, as Excel 2007 writes it (MS-OFFCRYPTO 2.3.4.5 to 2.3.4.9): AES and SHA-1.
//!
//! In: the stream EncryptionInfo. Out: the key of the package for the right password.

use sha1::{Digest, Sha1};

use super::agile::hash_rounds;
use super::cipher::ecb;
use crate::read::compound::u32_at;

/// How often a password is hashed.
pub(super) const ROUNDS: u32 = 50_000;

/// Where the header begins, behind version, flags and its own length.
const HEADER: usize = 12;
/// Bytes of salt and verifier.
const SIXTEEN: usize = 16;

/// How a file is encrypted.
pub(super) struct Standard {
    key_bytes: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
}

impl Standard {
    /// Reads the stream; `None` for another cipher than AES.
    pub(super) fn read(info: &[u8]) -> Option<Self> {
        let length = u32_at(info, 8)? as usize;
        let key_bytes = match u32_at(info, HEADER + 8)? {
            0x660E => 16,
            0x660F => 24,
            0x6610 => 32,
            _ => return None,
        };
        let verifier = info.get(HEADER.checked_add(length)?..)?;
        let part = |at: usize, length: usize| verifier.get(at..at + length).map(<[u8]>::to_vec);
        (u32_at(verifier, 0)? as usize == SIXTEEN).then_some(())?;
        Some(Self {
            key_bytes,
            salt: part(4, SIXTEEN)?,
            verifier: part(4 + SIXTEEN, SIXTEEN)?,
            verifier_hash: part(8 + 2 * SIXTEEN, 2 * SIXTEEN)?,
        })
    }

    /// The key of the package, if this is the password.
    pub(super) fn key(&self, password: &str) -> Option<Vec<u8>> {
        let hashed = hash_rounds::<Sha1>(&self.salt, password, ROUNDS);
        let last = Sha1::new().chain_update(&hashed).chain_update([0; 4]).finalize();
        let half = |mask: u8| {
            let mut block = [mask; 64];
            block.iter_mut().zip(&last).for_each(|(byte, other)| *byte ^= other);
            Sha1::digest(block)
        };
        let mut key = [half(0x36), half(0x5C)].concat();
        key.truncate(self.key_bytes);
        let expected = Sha1::digest(ecb(&key, &self.verifier)?);
        ecb(&key, &self.verifier_hash)?.starts_with(&expected).then_some(key)
    }
}
