"""A returned workbook as Excel would leave it, filled with what other programs treat differently.

Comes in: the issued workbook of a 課. Goes out: the same workbook with one probe a form, written
into its parts and not through a library, since libraries drop a part of what is tried here
(furigana, struck runs). Needs nothing but Python.
"""

import re
import zipfile
from xml.sax.saxutils import escape

LONGEST = "点検した。" * 6553 + "完了"
SAVED = "2024-10-10T00:00:00Z"
TEXT, GENERAL = 49, 0


class Probe:
    """What is typed into 前期 of one form: a cell's XML, and what must be found of it.

    `holds` are texts that the record or a finding must hold, each a tuple of the spellings that
    are right. `value` is what the record holds, `None` where no answer is read. `loses` names
    what a format without formats or without errors may make of it.
    """

    def __init__(self, name, cell, holds, value=None, number_format=TEXT, hidden=False):
        self.name, self.cell, self.holds = name, cell, holds
        self.value, self.number_format, self.hidden = value, number_format, hidden


def text(string):
    # A text that looks like an escape is written as one, as Excel does (ECMA-376-1, 22.9.2.19).
    xml = re.sub(r"_(?=x[0-9A-F]{4}_)", "_x005F_", escape(string))
    return lambda strings: ("s", strings.add(f'<si><t xml:space="preserve">{xml}</t></si>'))


def item(xml):
    return lambda strings: ("s", strings.add(f"<si>{xml}</si>"))


def number(value):
    return lambda strings: (None, value)


def run(string, strike=""):
    return (f'<r><rPr>{strike}<sz val="10.5"/><rFont val="ＭＳ 明朝"/><charset val="128"/></rPr>'
            f'<t xml:space="preserve">{escape(string)}</t></r>')


def plain(name, string, **more):
    return Probe(name, text(string), [string], string, **more)


FURIGANA = ('<t>富良野の会議を12回開いた。</t><rPh sb="0" eb="3"><t>フラノ</t></rPh>'
            '<rPh sb="4" eb="6"><t>カイギ</t></rPh><phoneticPr fontId="0"/>')
PROBES = [
    plain("line breaks", "・説明会を3回開いた。\n　（参加45人）\n・冊子を120部配った。"),
    Probe("furigana", item(FURIGANA), ["富良野の会議を12回開いた。"], "富良野の会議を12回開いた。"),
    Probe("number with 人", number("25"), ["25人"], "25人", number_format='0"人"'),
    Probe("date in built-in 57", number("45474"), ["R6.7.1"], "R6.7.1", number_format=57),
    Probe("date in built-in 31", number("45474"), ["2024年7月1日"], "2024年7月1日", number_format=31),
    Probe("error", lambda strings: ("e", "#N/A"), ["#N/A"], "#N/A"),
    Probe("struck run", item(run("相談を40件", "<strike/>") + run("52件受けた。")),
          ["52件受けた。", "相談を40件"], "52件受けた。"),
    plain("32,767 characters", LONGEST),
    plain("leading =", "=-説明会を３回開いた"),
    plain("leading -", "-12人減った。"),
    Probe("13 digits", number("4901234567894"), ["4901234567894"], "4.90123E+12",
          number_format=GENERAL),
    plain("hidden row", "窓口で64件を受けた。", hidden=True),
    plain("written escape", "資料_x0041_版を18部配った。"),
    plain("beyond 16 bits", "𠮷田会館で㈱と①～⑨を96回使った。\t（別記）"),
]
FORMULA = Probe("formula", lambda strings: ("str", "研修を3回", '"研修を"&3&"回"'),
                ["研修を3回"], "研修を3回", number_format=GENERAL)
CHOICE = "おおむね達成"
# The built-in formats that show a date or a time in Japanese Excel, and one day and time in each.
BUILT_IN = {
    27: "R6.7.1", 28: "令和6年7月1日", 29: "令和6年7月1日", 30: "7/1/24", 31: "2024年7月1日",
    32: "18時30分", 33: "18時30分00秒", 34: "2024年7月", 35: "7月1日", 36: "R6.7.1",
    50: "R6.7.1", 51: "令和6年7月1日", 52: "2024年7月", 53: "7月1日", 54: "令和6年7月1日",
    55: "2024年7月", 56: "7月1日", 57: "R6.7.1", 58: "令和6年7月1日",
}
DATES = [
    Probe(f"date in built-in {number_id}", number("45474.770833333336"), [shown], shown,
          number_format=number_id)
    for number_id, shown in BUILT_IN.items()
]


class Strings:
    """The shared strings of a workbook, to which more are added."""

    def __init__(self, xml):
        self.xml, self.count = xml, int(re.search(r'uniqueCount="(\d+)"', xml).group(1))

    def add(self, si):
        self.xml = self.xml.replace("</sst>", si + "</sst>")
        self.count += 1
        self.xml = re.sub(r'uniqueCount="\d+"', f'uniqueCount="{self.count}"', self.xml)
        return str(self.count - 1)


class Styles:
    """The cell formats of a workbook, to which copies with another number format are added."""

    def __init__(self, xml):
        self.xml, self.codes = xml, {}

    def like(self, style, number_format):
        number_id = self.number_id(number_format)
        block = re.search(r'<cellXfs count="(\d+)">(.*?)</cellXfs>', self.xml, re.S)
        count, inner = int(block.group(1)), block.group(2)
        formats = re.findall(r"<xf [^>]*/>|<xf .*?</xf>", inner, re.S)
        new = re.sub(r'numFmtId="\d+"', f'numFmtId="{number_id}"', formats[int(style)], count=1)
        if "applyNumberFormat" not in new:
            new = new.replace("<xf ", '<xf applyNumberFormat="1" ', 1)
        self.xml = self.xml.replace(
            block.group(0), f'<cellXfs count="{count + 1}">{inner}{new}</cellXfs>')
        return count

    def number_id(self, number_format):
        if isinstance(number_format, int):
            return number_format
        if number_format not in self.codes:
            self.codes[number_format] = 170 + len(self.codes)
            code = escape(number_format, {'"': "&quot;"})
            self.xml = re.sub(
                r'<numFmts count="(\d+)">',
                lambda m: f'<numFmts count="{int(m.group(1)) + 1}"><numFmt numFmtId='
                          f'"{self.codes[number_format]}" formatCode="{code}"/>', self.xml)
        return self.codes[number_format]


def fill(issued, target, probes, field="D9", choice=False):
    """Writes one probe into `field` of each form, in the order of the sheets, as Excel would.

    Gives the names of the forms' sheets in the order of `probes`.
    """
    with zipfile.ZipFile(issued) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    strings = Strings(parts["xl/sharedStrings.xml"].decode())
    styles = Styles(parts["xl/styles.xml"].decode())
    workbook = parts["xl/workbook.xml"].decode()
    sheets = re.findall(r'<sheet name="([^"]+)" sheetId="(\d+)"', workbook)
    forms = [(name, number) for name, number in sheets if re.match(r"\d+-\d+-\d+-\d+", name)]
    used = []
    for probe, (name, number) in zip(probes, forms):
        part = f"xl/worksheets/sheet{number}.xml"
        xml = put(parts[part].decode(), field, probe, strings, styles)
        if choice and not used:
            xml = put(xml, "D11", Probe("choice", text(CHOICE), []), strings, styles)
        if probe.hidden:
            xml = re.sub(rf'<row r="{field[1:]}" ', rf'<row r="{field[1:]}" hidden="1" ', xml)
        parts[part] = xml.encode()
        used.append(name)
    parts["xl/sharedStrings.xml"] = strings.xml.encode()
    parts["xl/styles.xml"] = styles.xml.encode()
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(
        r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{SAVED}", core).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(zipfile.ZipInfo(name, (2024, 10, 10, 9, 0, 0)), data)
    return used


def put(xml, cell, probe, strings, styles):
    kind, value, *formula = probe.cell(strings)
    old = re.search(rf'<c r="{cell}" s="(\d+)"/>', xml)
    style = styles.like(old.group(1), probe.number_format)
    kind = f' t="{kind}"' if kind else ""
    formula = f"<f>{escape(formula[0])}</f>" if formula else ""
    return xml.replace(old.group(0), f'<c r="{cell}" s="{style}"{kind}>{formula}<v>{value}</v></c>')
