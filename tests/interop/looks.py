"""Writes a workbook whose text is struck out, hidden and drawn over in every way, as flat ODS.

Out: the text of the document. Row by row: struck and unseen cells, a hidden row, a struck cell with a
part that is not, numbers, a link, then shapes, a picture, check boxes, a group and a note.
"""

import base64
import struct
import zlib

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SCHEMAS = {name: f"{OASIS}{name}:1.0" for name in ("office", "style", "text", "table", "form")} | {
    "draw": f"{OASIS}drawing:1.0",
    "fo": f"{OASIS}xsl-fo-compatible:1.0",
    "svg": f"{OASIS}svg-compatible:1.0",
    "number": f"{OASIS}datastyle:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "ooo": "http://openoffice.org/2004/office",
}
LINE = 'style:text-line-through-style="solid" style:text-line-through-type="single"'
NO_LINE = 'style:text-line-through-style="none" fo:font-weight="bold"'
CHECK_BOX = 'form:control-implementation="ooo:com.sun.star.form.component.CheckBox"'


def png():
    """A picture of one red dot."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    dot = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


def style(name, text="", cell="", more=""):
    cell = f"<style:table-cell-properties {cell}/>" if cell else ""
    text = f"<style:text-properties {text}/>" if text else ""
    return f'<style:style style:name="{name}" style:family="table-cell"{more}>{cell}{text}</style:style>'


def span_style(name, text):
    return (
        f'<style:style style:name="{name}" style:family="text">'
        f"<style:text-properties {text}/></style:style>"
    )


def styles():
    blue = 'fo:background-color="#1f4e78"'
    return "".join([
        style("struck", LINE),
        style("white", 'fo:color="#ffffff"'),
        style("blue", 'fo:color="#1f4e78"', blue),
        style("shown", 'fo:color="#ffffff"', blue),
        style("tiny", 'fo:font-size="1pt" style:font-size-asian="1pt"'),
        style("none", more=' style:data-style-name="N1"'),
        span_style("T1", LINE),
        span_style("T2", NO_LINE),
        "".join(
            f'<number:number-style style:name="N1P{part}" style:volatile="true"><number:text/>'
            "</number:number-style>" for part in range(3)
        ),
        '<number:text-style style:name="N1"><number:text/>',
        '<style:map style:condition="value()&gt;0" style:apply-style-name="N1P0"/>',
        '<style:map style:condition="value()&lt;0" style:apply-style-name="N1P1"/>',
        '<style:map style:condition="value()=0" style:apply-style-name="N1P2"/>',
        "</number:text-style>",
    ])


def cell(text, look="", number=None):
    look = f' table:style-name="{look}"' if look else ""
    kind = '"string"' if number is None else f'"float" office:value="{number}"'
    return f"<table:table-cell{look} office:value-type={kind}><text:p>{text}</text:p></table:table-cell>"


def over(*shapes):
    return f"<table:table-cell>{''.join(shapes)}</table:table-cell>"


def blank(count):
    return f'<table:table-cell table:number-columns-repeated="{count}"/>'


def row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def span(name, text):
    return f'<text:span text:style-name="{name}">{text}</text:span>'


def cells():
    struck = [cell("研修を中止した。", "struck"), cell(f"説明会を{span('T1', '3回')}5回")]
    unseen = [cell("白い字", "white"), cell("青に青", "blue"), cell("小さい", "tiny")]
    unseen += [cell("", "none", 1234), cell("字", "none")]
    link = '<text:a xlink:href="https://www.example.jp/2024.pdf" xlink:type="simple">結果</text:a>'
    kept = [cell(f"{span('T2', '残す')}も", "struck"), blank(2), cell("青に白", "shown"), blank(4)]
    return [
        row(*struck, *unseen, cell("12", "struck", 12)),
        row(cell("隠れた行"), more=' table:visibility="collapse"'),
        row(*kept, cell("隠れた列")),
        row(cell("1", "struck", 1), cell("2", "struck", 2), cell("", "none", 3)),
        row(cell(link)),
    ]


def to(end):
    """Where an object ends, and its size."""
    size = 'svg:x="0.1cm" svg:y="0.1cm" svg:width="2cm" svg:height="0.4cm"'
    return f'table:end-cell-address="様式.{end}" table:end-x="1cm" table:end-y="0.2cm" {size}'


def shape(end, kind, path, text=""):
    return (
        f"<draw:custom-shape {to(end)}><text:p>{text}</text:p><draw:enhanced-geometry "
        f'draw:type="{kind}" svg:viewBox="0 0 21600 21600" draw:enhanced-path="{path}"/>'
        "</draw:custom-shape>"
    )


def drawn():
    line = 'svg:x1="0.1cm" svg:y1="0.1cm" svg:x2="3cm" svg:y2="0.1cm"'
    end = 'table:end-cell-address="様式.{}" table:end-x="1cm" table:end-y="0.2cm"'
    size = 'svg:x="{}cm" svg:y="6.4cm" svg:width="2cm" svg:height="0.4cm"'
    data = base64.b64encode(png()).decode()
    picture = f"<draw:image><office:binary-data>{data}</office:binary-data><text:p/></draw:image>"
    group = (
        f"<draw:rect {size.format(0.1)}><text:p>組の一</text:p></draw:rect>"
        f"<draw:ellipse {size.format(3)}><text:p>組の二</text:p></draw:ellipse>"
    )
    box = "M 0 0 L 21600 0 21600 21600 0 21600 0 0 Z N"
    return [
        row(over(shape("B6", "ellipse", "U 10800 10800 10800 10800 0 360 Z N"))),
        row(over(shape("A8", "rectangle", box, "この数字は速報です"))),
        row(),
        row(blank(1), over(f"<draw:line {end.format('C9')} {line}><text:p/></draw:line>")),
        row(over(f"<draw:frame {to('A11')}>{picture}</draw:frame>")),
        row(),
        row(over(f'<draw:control {to("A12")} draw:control="c1"/>')),
        row(over(f'<draw:control {to("A13")} draw:control="c2"/>')),
        row(over(f"<draw:g {end.format('B15')}>{group}</draw:g>")),
        row(),
        row(over("<office:annotation><text:p>確認してください</text:p></office:annotation>")),
    ]


def flat_ods():
    """The document."""
    boxes = "".join(
        f'<form:checkbox form:id="{key}" xml:id="{key}" {CHECK_BOX} form:label="{label}"{state}/>'
        for key, label, state in [
            ("c1", "達成", ' form:state="checked" form:current-state="checked"'),
            ("c2", "未達成", ""),
        ]
    )
    schemas = " ".join(f'xmlns:{name}="{uri}"' for name, uri in SCHEMAS.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {schemas} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{styles()}</office:automatic-styles><office:body>"
        '<office:spreadsheet><table:table table:name="様式"><office:forms>'
        f'<form:form form:name="f">{boxes}</form:form></office:forms>'
        '<table:table-column table:number-columns-repeated="8"/>'
        '<table:table-column table:visibility="collapse"/>'
        f"{''.join(cells() + drawn())}</table:table></office:spreadsheet></office:body>"
        "</office:document>\n"
    )
