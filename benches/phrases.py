"""The made-up texts of the benchmarks' plans: phrases, and how a text is put together of them.

`make_plan.py` and `make_import_corpus.py` import it; the same seed gives the same text.
"""

PHRASES = (
    "公式サイトの案内を見直し、必要な情報を探しやすくする。",
    "各種行政情報を、二次利用しやすい形で公開する。",
    "自治会や関係団体と意見を交わし、活動を支援する。",
    "職員研修を計画的に行い、担当者を複数にする。",
    "使用料と手数料の算定の根拠を点検する。",
    "公共施設の利用状況を調べ、長寿命化の計画に反映する。",
    "申請の手続きを点検し、窓口での待ち時間を短くする。",
    "予算編成の過程を見直し、事業の優先順位を明らかにする。",
    "個別計画の進み具合を確かめ、遅れの理由を共有する。",
    "町民アンケートの結果をまとめ、次年度の事業に生かす。",
    "委託の範囲と費用を比べ、直営と民間の分担を検討する。",
)


def phrases(seed, count, bullet=""):
    """So many phrases, a line each, chosen by the seed."""
    return "\n".join(bullet + PHRASES[(seed * 7 + n * 3) % len(PHRASES)] for n in range(count))
