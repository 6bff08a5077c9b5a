//! Opens encrypted Office Open XML files (MS-OFFCRYPTO) with passwords that a person gave.
//!
//! In: a compound file and passwords. Out: the package inside, or F02 that says why not. Every
//! password is proved by the file's own verifier before anything is decrypted with it, so that a
//! wrong one is told and never gives garbage. Encrypted xls and ods are not opened.

mod agile;
mod cipher;
mod standard;

use agile::Agile;
use standard::Standard;

use super::compound::{Compound, u16_at};
use super::words::{cause, limit, password};
use super::{Refusal, limits, passwords, refuse, unreadable};
use crate::finding::{Finding, Location};
use crate::rules::Code;

/// Entries of a file under rights management: of a package, and of an older document.
const DRM_ENTRIES: [&str; 3] = ["DRMEncryptedTransform", "DRMEncryptedDataSpace", "\tDRMContent"];

/// How a file says that it is encrypted.
enum Scheme {
    Agile(Agile),
    Standard(Standard),
}

/// Opens the package in a compound file; `None` for a compound file that is no encrypted package.
pub(super) fn unlock(file: &str, bytes: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    let compound = Compound::open(bytes)?;
    // Rights management (MS-OFFCRYPTO 2.2): no password opens it, only the one who may.
    // Where a password opens a package, EncryptionInfo says how.
    let has_no_password = compound.has("\u{6}DataSpaces") && !compound.has("EncryptionInfo");
    if DRM_ENTRIES.iter().any(|name| compound.has(name)) || has_no_password {
        return Some(Err(locked(file, password::RIGHTS)));
    }
    if !compound.has("EncryptedPackage") {
        return None;
    }
    Some(unlock_with(file, &compound, passwords::candidates()))
}

/// F02; `detail` says what was tried.
pub(super) fn locked(file: &str, detail: &str) -> Refusal {
    refuse(Finding::new(Code::F02).at(Location::file(file)).detail(detail))
}

fn unlock_with(
    file: &str,
    compound: &Compound<'_>,
    candidates: &[String],
) -> Result<Vec<u8>, Refusal> {
    if candidates.is_empty() {
        return Err(locked(file, ""));
    }
    let stream = |name| compound.stream(name).map(|stream| stream.bytes);
    let broken = || unreadable(file, cause::BOOK_BROKEN);
    let info = stream("EncryptionInfo").ok_or_else(broken)?;
    let package = stream("EncryptedPackage").ok_or_else(broken)?;
    let scheme = Scheme::read(&info).ok_or_else(|| locked(file, password::METHOD))?;
    let rounds = scheme.rounds();
    limits::check(file, limit::ROUNDS, rounds, limits::MAX_PASSWORD_ROUNDS, limit::TIMES_OVER)?;
    let tried = candidates.len();
    let key = candidates.iter().find_map(|candidate| scheme.key(candidate));
    let key = key.ok_or_else(|| locked(file, &password::none_fits(tried)))?;
    let opened = scheme.decrypt(&key, &package).filter(|bytes| bytes.starts_with(b"PK"));
    opened.ok_or_else(broken)
}

impl Scheme {
    /// Reads the stream EncryptionInfo; `None` for a scheme that is not known here.
    fn read(info: &[u8]) -> Option<Self> {
        match (u16_at(info, 0)?, u16_at(info, 2)?) {
            (4, 4) => Agile::read(info.get(8..)?).map(Self::Agile),
            (2..=4, 2) => Standard::read(info).map(Self::Standard),
            _ => None,
        }
    }

    /// How often a password is hashed.
    fn rounds(&self) -> u64 {
        match self {
            Self::Agile(scheme) => u64::from(scheme.rounds),
            Self::Standard(_) => u64::from(standard::ROUNDS),
        }
    }

    /// The key of the package, if this is the password.
    fn key(&self, password: &str) -> Option<Vec<u8>> {
        match self {
            Self::Agile(scheme) => scheme.key(password),
            Self::Standard(scheme) => scheme.key(password),
        }
    }

    /// Decrypts the stream EncryptedPackage; `None` when it is shorter than it says.
    fn decrypt(&self, key: &[u8], package: &[u8]) -> Option<Vec<u8>> {
        let (size, data) = package.split_first_chunk::<8>()?;
        let size = usize::try_from(u64::from_le_bytes(*size)).ok()?;
        let mut opened = match self {
            Self::Agile(scheme) => scheme.decrypt(key, data)?,
            Self::Standard(_) => cipher::ecb(key, data)?,
        };
        (opened.len() >= size).then(|| opened.truncate(size))?;
        Some(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::limits::Spent;
    use crate::read::load_package;

    /// Tries a fixture, whose password is 秘密, with some passwords; gives a text in it or a refusal.
    #[track_caller]
    fn check(name: &str, candidates: &[&str], expected: Result<&str, (Code, &str)>) {
        let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).expect("a fixture");
        let compound = Compound::open(&bytes).expect("a compound file");
        let candidates: Vec<String> = candidates.iter().map(|it| (*it).to_owned()).collect();
        let opened = unlock_with("a.xlsx", &compound, &candidates);
        match (opened, expected) {
            (Ok(package), Ok(text)) => {
                let loaded = load_package("a.xlsx", &package, &mut Spent::default());
                let sheets = loaded.expect("a sound book").sheets;
                assert!(sheets[0].cells.iter().any(|cell| cell.shown() == text), "{sheets:?}");
            }
            (Err(refusal), Err((code, detail))) => {
                assert_eq!((refusal.code, refusal.detail.as_deref()), (code, Some(detail)));
            }
            (opened, _) => panic!("{name}: {:?}", opened.map(|package| package.len())),
        }
    }

    #[test]
    fn the_right_password_opens_what_other_programs_encrypted() {
        for name in ["encrypted_agile.xlsx", "encrypted_standard.xlsx"] {
            check(name, &["違う", "秘密"], Ok("広報紙の充実\n毎月発行"));
        }
    }

    #[test]
    fn a_wrong_password_is_told_with_how_many_were_tried() {
        for name in ["encrypted_agile.xlsx", "encrypted_standard.xlsx"] {
            let told = "（指定されたパスワード 2 個のどれでも開きません）";
            check(name, &["", "秘密 "], Err((Code::F02, told)));
            check(name, &[], Err((Code::F02, "")));
        }
    }

    #[test]
    fn what_would_take_too_long_or_is_not_known_is_told() {
        let agile = "<e><keyData saltValue=\"AAAA\" keyBits=\"128\" blockSize=\"16\" \
            hashAlgorithm=\"SHA1\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\"/>\
            <p:encryptedKey spinCount=\"4294967295\" saltValue=\"AAAA\" keyBits=\"128\" \
            blockSize=\"16\" hashAlgorithm=\"SHA1\" cipherAlgorithm=\"AES\" \
            cipherChaining=\"ChainingModeCBC\" encryptedVerifierHashInput=\"\" \
            encryptedVerifierHashValue=\"\" encryptedKeyValue=\"\"/></e>";
        let read = |version: [u8; 8], xml: &str| {
            Scheme::read(&[version.as_slice(), xml.as_bytes()].concat())
        };
        let version = [4, 0, 4, 0, 0x40, 0, 0, 0];
        let scheme = read(version, agile).expect("known");
        assert_eq!(scheme.rounds(), 4_294_967_295);
        let path = format!("{}/tests/fixtures/encrypted_agile.xlsx", env!("CARGO_MANIFEST_DIR"));
        let mut bytes = std::fs::read(path).expect("a fixture");
        let rounds = b"spinCount=\"100000\"";
        let at = bytes.windows(rounds.len()).position(|it| it == rounds).expect("rounds");
        bytes[at..at + rounds.len()].copy_from_slice(b"spinCount=\"999999\"");
        let compound = Compound::open(&bytes).expect("a compound file");
        let refusal = unlock_with("a.xlsx", &compound, &["秘密".to_owned()]).expect_err("too many");
        assert_eq!((refusal.code, refusal.found.as_deref()), (Code::F07, Some("999,999 回")));
        for other in ["\"SHA1\"", "\"AES\"", "\"ChainingModeCBC\"", "\"16\"", "\"128\""] {
            assert!(read(version, &agile.replace(other, "\"x\"")).is_none(), "{other}");
        }
        assert!(read([3, 0, 3, 0, 0, 0, 0, 0], agile).is_none());
        assert!(read([4, 0, 2, 0, 0, 0, 0, 0], agile).is_none());
        assert!(Scheme::read(&[4, 0]).is_none());
    }
}
