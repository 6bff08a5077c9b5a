//! libFuzzer's bytes for [`torimatome_fuzz::settings`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| torimatome_fuzz::settings(bytes));
