//! AES over whole texts, and the padding of keys that MS-OFFCRYPTO asks for.
//!
//! In: keys and data. Out: data, whole blocks only; `None` for a key of no AES length.

use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};

/// Bytes of a block.
pub(super) const BLOCK: usize = 16;

/// Decrypts each block by itself.
pub(super) fn ecb(key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    blocks(key, data, None)
}

/// Decrypts blocks that are chained from `iv` on.
pub(super) fn cbc(key: &[u8], iv: [u8; BLOCK], data: &[u8]) -> Option<Vec<u8>> {
    blocks(key, data, Some(iv))
}

/// Cuts bytes to a length, or fills them up with 0x36.
pub(super) fn fit(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut fitted = bytes.to_vec();
    fitted.resize(length, 0x36);
    fitted
}

/// As [`fit`], to a block.
pub(super) fn fit_block(bytes: &[u8]) -> [u8; BLOCK] {
    std::array::from_fn(|at| bytes.get(at).copied().unwrap_or(0x36))
}

/// The password as it is hashed: UTF-16, little-endian.
pub(super) fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn blocks(key: &[u8], data: &[u8], chained: Option<[u8; BLOCK]>) -> Option<Vec<u8>> {
    match key.len() {
        16 => Some(each(&Aes128::new_from_slice(key).ok()?, data, chained)),
        24 => Some(each(&Aes192::new_from_slice(key).ok()?, data, chained)),
        32 => Some(each(&Aes256::new_from_slice(key).ok()?, data, chained)),
        _ => None,
    }
}

fn each<C>(cipher: &C, data: &[u8], mut chained: Option<[u8; BLOCK]>) -> Vec<u8>
where
    C: BlockCipherDecrypt<BlockSize = aes::cipher::consts::U16>,
{
    let mut out = Vec::with_capacity(data.len());
    for block in data.as_chunks::<BLOCK>().0 {
        let mut open = Array::from(*block);
        cipher.decrypt_block(&mut open);
        if let Some(before) = &mut chained {
            open.iter_mut().zip(*before).for_each(|(byte, mask)| *byte ^= mask);
            *before = *block;
        }
        out.extend_from_slice(&open);
    }
    out
}
