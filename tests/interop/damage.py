"""Damages the bytes of a file in the ways that mail, disks, old programs and attackers do.

In: a source of chance and sound files. Out: the bytes of a damaged one; the same chance gives the
same damage. It knows zip packages and plain bytes, and nothing of what the files say.
"""

import io
import struct
import zipfile

# Values that a count, an offset or a length is set to.
EDGES = (
    b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80",
    b"\x01\x00\x00\x00", b"\xfe\xff\xff\xff",
)
# Words that XML is given.
XML = (
    b"<", b">", b"&", b"&#0;", b"&#xD800;", b"&lol;", b"\x00", b'"', b"</row>", b"]]>", b"-1",
    b"<row r='1048577'>", b"<c r='XFD1048576'/>", b"<c r='ZZZZZZZZZ2' t='s'><v>4294967295</v></c>",
    b"<mergeCell ref='A1:XFD1048576'/>", b"<mergeCell ref='B2:A1'/>", b"<![CDATA[", b"\xff\xfe",
    b"<!DOCTYPE a [<!ENTITY lol 'x'>]>", b"99999999999999999999", b"uniqueCount='9999999999' ",
    b"<table>", b"<td rowspan=65534 colspan=1000>", b"</td>", b"ss:MergeAcross='16383' ",
    b"table:number-columns-repeated='2147483647' ", b"table:number-rows-repeated='1048576' ",
)
NUMBERS = (b"0", b"9", b"99999999", b"-1", b"1e308")


def damaged(dice, sound):
    """Damages one of the sound files of a format."""
    data = dice.choice(sound)
    ways = [changed, changed, truncated, spliced]
    if is_package(data):
        ways += [part_changed] * 4 + [directory_changed] * 2
    elif b"<" in data[:8]:
        ways += [tags_changed] * 6
    return dice.choice(ways)(dice, data, dice.choice(sound))


def changed(dice, data, _other):
    """Changes, drops, repeats or overwrites a few places."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(out))
        way = dice.randrange(6)
        if way == 0:
            out[at] ^= 1 << dice.randrange(8)
        elif way == 1:
            # Counts and offsets stand on even places.
            at &= ~3
            out[at : at + 4] = dice.choice(EDGES)
        elif way == 2:
            del out[at : at + dice.choice((1, 2, 4, 512))]
        elif way == 3:
            out[at:at] = out[at : at + dice.choice((1, 2, 4, 512))]
        elif way == 4:
            out[at : at + 2] = struct.pack("<H", dice.randrange(1 << 16))
        else:
            # The head of a compound file or the tail of a zip says where everything is.
            near = min(512, len(out) - 1)
            at = dice.choice((dice.randrange(near), len(out) - 1 - dice.randrange(near)))
            out[at] = dice.choice((0, 1, 0x7F, 0xFF, dice.randrange(256)))
        if len(out) < 16:
            break
    return bytes(out)


def truncated(dice, data, _other):
    """Cuts the end off, or the beginning."""
    at = dice.randrange(1, len(data))
    return data[at:] if dice.random() < 0.1 else data[:at]


def spliced(dice, data, other):
    """Begins as one file and goes on as another: on a border of sectors, or anywhere."""
    at, then = dice.randrange(len(data)), dice.randrange(len(other))
    if dice.random() < 0.5:
        at, then = at & ~511, min(at & ~511, len(other) & ~511)
    # A file without a byte is nothing that was damaged.
    return data[:at] + other[then:] or data[:1]


def part_changed(dice, data, other):
    """Damages, drops or exchanges one part of a package and packs it with sound sums."""
    parts, strange = unpacked(data), unpacked(other if is_package(other) else data)
    hit = dice.randrange(len(parts))
    name, part = parts[hit]
    way = dice.random()
    if way < 0.1:
        del parts[hit]
    elif way < 0.2:
        parts[hit] = (name, dice.choice(strange)[1])
    elif is_package(part):
        parts[hit] = (name, damaged(dice, [part]))
    elif part[:1] != b"<":
        parts[hit] = (name, changed(dice, part, None) if part else b"\x00")
    else:
        parts[hit] = (name, tags_changed(dice, part, None))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts:
            package.writestr(name, part)
    return packed.getvalue()


def tags_changed(dice, part, _other):
    """Gives XML or HTML what does not belong there, or takes from it."""
    out = bytearray(part)
    for _ in range(dice.choice((1, 1, 2, 8))):
        at = dice.randrange(len(out) + 1)
        way = dice.randrange(5)
        if way == 0:
            out[at:at] = dice.choice(XML)
        elif way == 1:
            del out[at : at + dice.choice((1, 3, 40))]
        elif way == 2:
            digits = [place for place, byte in enumerate(out) if 48 <= byte < 58]
            if digits:
                place = dice.choice(digits)
                out[place : place + 1] = dice.choice(NUMBERS)
        elif way == 3:
            out[at:at] = out[at : at + dice.choice((10, 100, 1000))]
        else:
            # Between elements and between attributes, most words are well formed.
            place = out.find(dice.choice((b"<", b" ")), at)
            out[max(place, 0) : max(place, 0)] = b" " + dice.choice(XML)
    return bytes(out)


def directory_changed(dice, data, _other):
    """Changes the fields of a zip's directory: sizes, offsets, methods, names."""
    out = bytearray(data)
    entries = places(out, b"PK\x01\x02") + places(out, b"PK\x03\x04") + places(out, b"PK\x05\x06")
    if not entries:
        return changed(dice, data, None)
    for _ in range(dice.choice((1, 2, 4))):
        at = dice.choice(entries) + dice.randrange(4, 46)
        size = dice.choice((1, 2, 4))
        out[at : at + size] = dice.choice(EDGES)[:size]
    return bytes(out)


def places(data, mark):
    """Where a mark stands."""
    return [at for at in range(len(data)) if data.startswith(mark, at)]


def is_package(data):
    """Whether it is a sound zip: an encrypted or a cut-off workbook is none."""
    return zipfile.is_zipfile(io.BytesIO(data))


def unpacked(data):
    """The parts of a package with their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(entry.filename, package.read(entry)) for entry in package.infolist()]
