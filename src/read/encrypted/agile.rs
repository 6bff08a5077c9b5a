//! Agile encryption, as Excel 2010 and later write it (MS-OFFCRYPTO 2.3.4.10 to 2.3.4.15).
//!
//! In: the XML of EncryptionInfo. Out: the key of the package for the right password, and the
//! package. Only AES with chained blocks is known, with any of the usual hashes.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::cipher::{BLOCK, cbc, fit, fit_block, utf16};
use crate::read::encoding::decode_xml;
use crate::read::xml::{Tag, Token, Xml};

/// What is hashed behind a password to make the key of each of these (2.3.4.13).
const FOR_INPUT: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const FOR_VALUE: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const FOR_KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];
/// Bytes that are chained from one start (2.3.4.15).
const SEGMENT: usize = 4096;

/// How a file is encrypted.
pub(super) struct Agile {
    /// How often a password is hashed.
    pub(super) rounds: u32,
    package: Method,
    password: Method,
    verifier_input: Vec<u8>,
    verifier_value: Vec<u8>,
    package_key: Vec<u8>,
}

/// Hash, salt and length of key of one step.
struct Method {
    hash: Hash,
    salt: Vec<u8>,
    key_bytes: usize,
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Agile {
    /// Reads the XML; `None` when something of it is not known here.
    pub(super) fn read(xml: &[u8]) -> Option<Self> {
        let (text, _) = decode_xml(xml.to_vec());
        let mut xml = Xml::new(&text);
        let (mut package, mut scheme) = (None, None);
        while let Some(token) = xml.next() {
            let Token::Start(tag) = token else { continue };
            match tag.local() {
                "keyData" => package = Some(Method::read(&tag)?),
                "encryptedKey" if scheme.is_none() => {
                    let bytes = |name| tag.attr(name).and_then(|text| base64(&text));
                    scheme = Some((
                        tag.number("spinCount")?,
                        Method::read(&tag)?,
                        bytes("encryptedVerifierHashInput")?,
                        bytes("encryptedVerifierHashValue")?,
                        bytes("encryptedKeyValue")?,
                    ));
                }
                _ => {}
            }
        }
        let (rounds, password, verifier_input, verifier_value, package_key) = scheme?;
        let package = package?;
        Some(Self { rounds, package, password, verifier_input, verifier_value, package_key })
    }

    /// The key of the package, if this is the password.
    pub(super) fn key(&self, password: &str) -> Option<Vec<u8>> {
        let method = &self.password;
        let hashed = method.hash.rounds(&method.salt, password, self.rounds);
        let open = |purpose: &[u8], data: &[u8]| {
            let key = fit(&method.hash.of(&[&hashed, purpose]), method.key_bytes);
            cbc(&key, fit_block(&method.salt), data)
        };
        let input = open(&FOR_INPUT, &self.verifier_input)?;
        let expected = method.hash.of(&[&input]);
        let right = open(&FOR_VALUE, &self.verifier_value)?.starts_with(&expected);
        let mut key = open(&FOR_KEY, &self.package_key).filter(|_| right && !input.is_empty())?;
        key.truncate(self.package.key_bytes);
        Some(key)
    }

    /// Decrypts the package without its length.
    pub(super) fn decrypt(&self, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(data.len());
        for (number, segment) in (0_u32..).zip(data.chunks(SEGMENT)) {
            let start = self.package.hash.of(&[&self.package.salt, &number.to_le_bytes()]);
            out.extend(cbc(key, fit_block(&start), segment)?);
        }
        Some(out)
    }
}

impl Method {
    fn read(tag: &Tag<'_>) -> Option<Self> {
        let known = tag.attr("cipherAlgorithm")? == "AES"
            && tag.attr("cipherChaining")? == "ChainingModeCBC"
            && tag.number("blockSize") == Some(BLOCK);
        let bits: usize = tag.number("keyBits")?;
        let hash = match &*tag.attr("hashAlgorithm")? {
            "SHA1" | "SHA-1" => Hash::Sha1,
            "SHA256" => Hash::Sha256,
            "SHA384" => Hash::Sha384,
            "SHA512" => Hash::Sha512,
            _ => return None,
        };
        let salt = tag.attr("saltValue").and_then(|text| base64(&text))?;
        known.then_some(Self { hash, salt, key_bytes: bits / 8 })
    }
}

impl Hash {
    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => digest::<Sha1>(parts),
            Self::Sha256 => digest::<Sha256>(parts),
            Self::Sha384 => digest::<Sha384>(parts),
            Self::Sha512 => digest::<Sha512>(parts),
        }
    }

    fn rounds(self, salt: &[u8], password: &str, rounds: u32) -> Vec<u8> {
        match self {
            Self::Sha1 => hash_rounds::<Sha1>(salt, password, rounds),
            Self::Sha256 => hash_rounds::<Sha256>(salt, password, rounds),
            Self::Sha384 => hash_rounds::<Sha384>(salt, password, rounds),
            Self::Sha512 => hash_rounds::<Sha512>(salt, password, rounds),
        }
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().fold(D::new(), D::chain_update).finalize().to_vec()
}

/// Hashes salt and password, then number and hash, over and over (2.3.4.7 and 2.3.4.11).
pub(super) fn hash_rounds<D: Digest>(salt: &[u8], password: &str, rounds: u32) -> Vec<u8> {
    let mut hash = D::new().chain_update(salt).chain_update(utf16(password)).finalize();
    for round in 0..rounds {
        hash = D::new().chain_update(round.to_le_bytes()).chain_update(&hash).finalize();
    }
    hash.to_vec()
}

/// Decodes Base64; `None` for a letter that is none of it.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_decoded_and_other_letters_are_refused() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo")] {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(base64("+/8="), Some(vec![0xFB, 0xFF]));
        assert_eq!(base64("Zm 9v"), None);
    }
}
