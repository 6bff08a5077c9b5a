//! libFuzzer's bytes for [`torimatome_fuzz::recognise`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| torimatome_fuzz::recognise(bytes));
