"""Writes a workbook as xlsb, which no free program does: names, texts, numbers, one formula a sheet.

In: sheets as (name, rows of values). Out: the bytes. The records are those of MS-XLSB 2.4; styles,
merged regions and print settings are left out, as they are not read.
"""

import io
import struct
import zipfile

ROW, REAL, TEXT, FORMULA = 0x00, 0x05, 0x07, 0x09
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types '
    'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
RELATION = f'<Relationship Id="{{}}" Type="{OFFICE}/{{}}" Target="{{}}"/>'


def xlsb(sheets):
    """The bytes of a workbook."""
    texts = {}
    parts = [sheet_part(rows, texts) for _, rows in sheets]
    ids = [f"rId{number}" for number in range(1, len(sheets) + 1)]
    listed = b"".join(
        record(0x9C, struct.pack("<II", 0, number), wide(ids[number - 1]), wide(name))
        for number, (name, _) in enumerate(sheets, 1)
    )
    relations = [RELATION.format(it, "worksheet", f"worksheets/{it}.bin") for it in ids]
    relations.append(RELATION.format("texts", "sharedStrings", "sharedStrings.bin"))
    book = record(0x83) + record(0x8F) + listed + record(0x90) + record(0x9D) + record(0x84)
    first = RELATION.format("book", "officeDocument", "xl/workbook.bin")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONS.format(first))
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/_rels/workbook.bin.rels", RELATIONS.format("".join(relations)))
        package.writestr("xl/sharedStrings.bin", texts_part(texts))
        for name, part in zip(ids, parts):
            package.writestr(f"xl/worksheets/{name}.bin", part)
    return out.getvalue()


def record(number, *body):
    """A record: its number and its length in groups of seven bits, then the body."""
    body = b"".join(body)
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    length, rest = b"", len(body)
    while True:
        length += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            return head + length + body


def wide(text):
    """A text behind its length in UTF-16 units."""
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def sheet_part(rows, texts):
    """A sheet; its texts join the shared ones."""
    width = max((len(row) for row in rows), default=0) + 1
    cells = b"".join(row_records(number, row, texts) for number, row in enumerate(rows))
    # Five as a constant, behind the last column of the first row's successor.
    five = struct.pack("<HIBHI", 0, 3, 0x1E, 5, 0)
    formula = record(FORMULA, struct.pack("<IId", width, 0, 5.0), five)
    last = record(ROW, struct.pack("<I", len(rows)), bytes(13)) + formula
    size = record(0x94, struct.pack("<IIII", 0, len(rows), 0, width))
    return record(0x81) + size + record(0x91) + cells + last + record(0x92) + record(0x82)


def row_records(number, row, texts):
    """A row with its cells; blank ones are left out."""
    out = record(ROW, struct.pack("<I", number), bytes(13))
    for column, value in enumerate(row):
        place = struct.pack("<II", column, 0)
        if isinstance(value, (int, float)):
            out += record(REAL, place, struct.pack("<d", value))
        elif value is not None:
            out += record(TEXT, place, struct.pack("<I", texts.setdefault(str(value), len(texts))))
    return out


def texts_part(texts):
    """The shared texts in the order of their numbers."""
    items = b"".join(record(0x13, b"\x00", wide(text)) for text in texts)
    return record(0x9F, struct.pack("<II", len(texts), len(texts))) + items + record(0xA0)
