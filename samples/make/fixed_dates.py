"""Makes workbooks the same bytes on every run: dates inside the document and inside its zip.

In: a saved xlsx, ods or xls file. Out: the same file with the given last-saved date.
When a return was made is read from its document properties, so those of a sample are fixed.
"""

import re
import struct
import zipfile
from datetime import datetime, timezone

import olefile

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
SUMMARY = "\x05SummaryInformation"
MASTER_PAGE = re.compile(r"<style:master-page .*?</style:master-page>", re.S)
CREATED, SAVED = 12, 13  # property ids, MS-OLEPS 3.1
FILETIME_TYPE = 0x40


def set_book_dates(book, when):
    """Sets the dates that openpyxl writes into docProps/core.xml."""
    book.properties.created = when
    book.properties.modified = when


def fix_file(path, when):
    """Fixes the dates of a saved workbook by its kind."""
    if path.suffix == ".xls":
        fix_xls(path, when)
    else:
        fix_zip(path, when)


def fix_zip(path, when):
    """Packs the zip again with fixed times, and sets the dates in its properties."""
    stamp = when.strftime("%Y-%m-%dT%H:%M:%S")
    with zipfile.ZipFile(path) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in entries:
            if info.filename == "docProps/core.xml":
                data = fix_core(data.decode(), stamp + "Z").encode()
            elif info.filename == "meta.xml":
                data = fix_meta(data.decode(), stamp).encode()
            elif info.filename == "styles.xml":
                data = sort_master_pages(data.decode()).encode()
            fixed = zipfile.ZipInfo(info.filename, ZIP_EPOCH)
            fixed.compress_type = info.compress_type
            fixed.external_attr = info.external_attr
            archive.writestr(fixed, data)


def fix_core(xml, stamp):
    """Sets created and modified in OOXML core properties."""
    return re.sub(r"(<dcterms:(created|modified)[^>]*>)[^<]*", rf"\g<1>{stamp}", xml)


def fix_meta(xml, stamp):
    """Sets the dates and drops what varies from an ODF meta.xml."""
    xml = re.sub(r"(<(dc:date|meta:creation-date)>)[^<]*", rf"\g<1>{stamp}", xml)
    return re.sub(r"<meta:editing-duration>[^<]*</meta:editing-duration>", "", xml)


def sort_master_pages(xml):
    """Puts ODF master pages in order of name; LibreOffice writes them in any order."""
    pages = MASTER_PAGE.findall(xml)
    in_order = iter(sorted(pages))
    return MASTER_PAGE.sub(lambda _: next(in_order), xml)


def fix_xls(path, when):
    """Sets created and last saved in the summary stream of a compound file, in place."""
    with olefile.OleFileIO(path, write_mode=True) as compound:
        data = bytearray(compound.openstream(SUMMARY).read())
        section = struct.unpack_from("<I", data, 44)[0]
        count = struct.unpack_from("<I", data, section + 4)[0]
        for index in range(count):
            key, offset = struct.unpack_from("<II", data, section + 8 + 8 * index)
            at = section + offset
            if key in (CREATED, SAVED) and struct.unpack_from("<I", data, at)[0] == FILETIME_TYPE:
                struct.pack_into("<Q", data, at + 4, filetime(when))
        compound.write_stream(SUMMARY, bytes(data))


def filetime(when):
    """Hundreds of nanoseconds since 1601."""
    since = when.replace(tzinfo=timezone.utc) - datetime(1601, 1, 1, tzinfo=timezone.utc)
    return int(since.total_seconds()) * 10_000_000
