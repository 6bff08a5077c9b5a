//! Numbers that look random and are the same on every machine (SplitMix64).

/// A stream of numbers.
pub(super) struct Draw {
    state: u64,
    /// Texts that were made, so that no two are the same.
    texts: u32,
}

impl Draw {
    pub(super) const fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0xD134_2543_DE82_EF95), texts: 0 }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One of several.
    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A text that nobody else writes, in words that could stand in an answer or a label.
    pub(super) fn text(&mut self) -> String {
        const WORDS: [&str; 16] = [
            "・追記した。",
            "目標",
            "前期 (4～9月)",
            "評価・検証",
            "実践課　総務課",
            "令和5年度",
            "様式ID：1-1-2-1-町民生活課-2",
            "Ⅰ 協働によるまちづくり",
            "※ 備考",
            "(1) 点検を行った。",
            "25%に達した。",
            "①準備\n②実施\n\n③まとめ",
            "https://example.jp/?a=1&b=<2>",
            "ｱﾝｹｰﾄ（12月）",
            "担当：山田",
            "同上",
        ];
        self.texts += 1;
        let number = self.texts;
        let word = self.of(&WORDS);
        match self.below(3) {
            0 => format!("{word}〔{number}〕"),
            1 => format!("〔{number}〕 {word}"),
            _ => word.to_owned(),
        }
    }
}
