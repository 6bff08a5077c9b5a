//! Tests that fire rules, so that a list of the rules that are covered comes from the tests alone.

/// Makes a test a case, `name => CODE, arguments of the check`, and `FIRED`, the codes of all.
macro_rules! fires {
    ($check:ident: $($name:ident => $code:ident, $($argument:expr),+;)+) => {
        $(
            #[test]
            fn $name() {
                $check(Code::$code, $($argument),+);
            }
        )+

        /// Codes that a test of this module fires.
        pub(crate) const FIRED: &[Code] = &[$(Code::$code),+];
    };
}
