"""Writes samples/r6/回収/前期: what comes back from the 課, sound and faulty, and planted.json.

The built program distributes the sample's forms in a temporary folder; the workbooks are filled
in with the texts of answers.py and spoilt in the ways that offices know. Every fault is recorded
with the code that the program must report for it.
"""

import json
import random
import shutil
import subprocess
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from unittest import mock

from answers import ANSWERS, SECOND_CLERK
from fixed_dates import ZIP_EPOCH, filetime, fix_file
from issued_forms import convert, layouts
from msoffcrypto.format.ooxml import OOXMLFile
from returned_book import ReturnedBook

PERIOD = "前期"
PROGRESS = "progress.first_half"
PASSWORD = "1018"


def saved(day, hour):
    """A moment in October 2024, before the due date."""
    return datetime(2024, 10, day, hour, 30, 0)


class Returns:
    """The folder being written, and the faults planted so far."""

    def __init__(self, issued, folder):
        self.issued, self.folder, self.planted = issued, folder, []

    def open(self, section):
        """Opens a 課's workbook as it was distributed."""
        return ReturnedBook(self.issued / f"{section}.xlsx")

    def filled(self, section, leaving=()):
        """Opens a 課's workbook and writes every answer but those left blank."""
        book = self.open(section)
        for form_id in book.form_ids:
            if form_id not in leaving:
                book.fill(form_id, PROGRESS, ANSWERS[form_id])
        return book

    def plant(self, code, file, section=None, form_id=None, field=None, place=(None, None)):
        """Records a fault with the code that it must be reported by."""
        self.planted.append({
            "code": code, "file": f"回収/{PERIOD}/{file}", "sheet": place[0], "cell": place[1],
            "form_id": form_id, "section": section, "field": field,
        })


def general_affairs(returns):
    """総務課: complete and sound, renamed and in a sub-folder."""
    book = returns.filled("総務課")
    book.save(returns.folder / "総務課" / "R6前期進捗（総務課提出）.xlsx", saved(11, 9))


def planning(returns):
    """企画商工観光課: an answer stands in the box of a later period."""
    section, form_id = "企画商工観光課", "2-1-1-1-企画商工観光課-1"
    file = f"{section}.xlsx"
    book = returns.filled(section, leaving=[form_id])
    book.fill(form_id, "evaluation", ANSWERS[form_id])
    for code, field in (("V01", PROGRESS), ("V10", "evaluation")):
        returns.plant(code, file, section, form_id, field, book.place(form_id, field))
    book.save(returns.folder / file, saved(15, 16))


def residents(returns):
    """町民生活課: two 係 filled a part each; one form was answered by both, differently."""
    section, contested = "町民生活課", "2-1-3-1-町民生活課-1"
    first_file, second_file = (f"{section}/{section}_{part}.xlsx" for part in ("総合窓口分", "税務分"))
    first, second = returns.open(section), returns.open(section)
    at = first.form_ids.index(contested)
    for form_id in first.form_ids[: at + 1]:
        first.fill(form_id, PROGRESS, ANSWERS[form_id])
    second.fill(contested, PROGRESS, SECOND_CLERK)
    for form_id in second.form_ids[at + 1 :]:
        second.fill(form_id, PROGRESS, ANSWERS[form_id])
    for form_id in first.form_ids:
        file = first_file if form_id in first.form_ids[: at + 1] else second_file
        if form_id == contested:
            returns.plant("M02", file, section, form_id, PROGRESS, first.place(form_id, PROGRESS))
        else:
            returns.plant("M06", file, section, form_id, place=(first.sheet_of(form_id), None))
    first.save(returns.folder / first_file, saved(10, 14))
    second.save(returns.folder / second_file, saved(16, 10))


def welfare(returns):
    """保健福祉課: returned as .ods, with a renamed sheet and an edited locked text."""
    section, renamed, edited = "保健福祉課", "1-2-1-2-保健福祉課-1", "2-2-2-1-保健福祉課-1"
    file = f"{section}.ods"
    book = returns.filled(section)
    book.rename_sheet(renamed, "高齢者事業団")
    cell = book.cell(edited, "vision")
    cell.value = cell.value.replace("増える相談", "増え続ける相談")
    returns.plant("S05", file, section, renamed, place=(book.sheet_of(renamed), None))
    returns.plant("M03", file, section, edited, "vision", book.place(edited, "vision"))
    save_converted(book, returns.folder / file, saved(17, 11))


def farming(returns):
    """農業振興課: returned as .xls in a zip, one form as it was issued."""
    section, form_id = "農業振興課", "1-2-1-2-農業振興課-1"
    file = f"{section}より.zip"
    book = returns.filled(section, leaving=[form_id])
    # In 前期 a form has one box to fill: passed over among filled ones, the box is told as well.
    returns.plant("V09", file, section, form_id, place=book.place(form_id, PROGRESS))
    returns.plant("V01", file, section, form_id, PROGRESS, book.place(form_id, PROGRESS))
    with tempfile.TemporaryDirectory() as temporary:
        save_converted(book, Path(temporary, f"{section}.xls"), saved(18, 9))
        layouts.zip_folder(Path(temporary), returns.folder / file)


def works(returns):
    """建設水道課: a sheet deleted, a form without identity, a label erased, a figure missing."""
    section = "建設水道課"
    file = f"{section}（回答）.xlsx"
    deleted, unknown, unlabelled, figureless = (
        f"{initiative}-{section}-1" for initiative in ("1-2-1-1", "2-1-4-1", "2-1-3-1", "2-1-3-2")
    )
    book = returns.filled(section)
    returns.plant("S06", file, section, deleted)
    returns.plant("S09", file, section, unknown, place=(book.sheet_of(unknown), None))
    book.forget_label(unlabelled, "evaluation", "評価・検証")
    returns.plant("S08", file, section, unlabelled, "evaluation", (book.sheet_of(unlabelled), None))
    returns.plant("X04", file, section, figureless, place=(book.sheet_of(figureless), None))
    book.forget_identity(unknown)
    book.delete_sheet(deleted)
    book.save(returns.folder / file, saved(17, 17))


def care_home(returns):
    """ラベンダーハイツ: sent twice under two names, with a word that is no choice."""
    section, form_id, field = "ラベンダーハイツ", "2-2-5-1-ラベンダーハイツ-1", "goal_attainment"
    file, again = f"{section}.xlsx", f"{section}（再送）.xlsx"
    book = returns.filled(section)
    book.fill(form_id, field, "ほぼ完了")
    for code in ("V02", "V10"):
        returns.plant(code, file, section, form_id, field, book.place(form_id, field))
    returns.plant("M01", again, section)
    book.save(returns.folder / file, saved(9, 13))
    shutil.copy(returns.folder / file, returns.folder / again)


def stray_files(returns):
    """Files that are no returns: broken, locked, of Word, and a lock file of Excel."""
    broken, locked = "企画商工観光課(1).xlsx", "ラベンダーハイツ_取扱注意.xlsx"
    word = "農業振興課_回答.docx"
    sound = (returns.folder / "企画商工観光課.xlsx").read_bytes()
    (returns.folder / broken).write_bytes(sound[: len(sound) * 3 // 5])
    encrypt(returns.folder / "ラベンダーハイツ.xlsx", returns.folder / locked)
    write_word(returns.folder / word, "農業振興課の前期の進捗は、別に送った様式のとおりです。")
    lock = "~$町民生活課.xlsx"
    (returns.folder / lock).write_bytes(owner_file("町民生活課"))
    for code, file in (("F01", broken), ("F02", locked), ("F03", word), ("F08", lock)):
        returns.plant(code, file)


def save_converted(book, target, when):
    """Saves a workbook in the format of the target's name, by LibreOffice."""
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary, "book.xlsx")
        book.save(source, when)
        convert(source, target)
    fix_file(target, when)


def encrypt(source, target):
    """Protects a workbook by a password; salts and dates are fixed, for the same bytes."""
    salts = random.Random(6)
    container = "msoffcrypto.method.container.ecma376_encrypted.datetime2filetime"
    with (
        mock.patch("msoffcrypto.method.ecma376_agile._random_buffer", salts.randbytes),
        mock.patch(container, lambda _: filetime(saved(17, 11))),
        open(source, "rb") as plain,
        open(target, "wb") as locked,
    ):
        OOXMLFile(plain).encrypt(PASSWORD, locked)


def write_word(path, text):
    """Writes the least Word document that Word opens."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    main_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relationships = "application/vnd.openxmlformats-package.relationships+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Default Extension="rels" ContentType="{relationships}"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body><w:p><w:r>'
        f"<w:t>{text}</w:t></w:r></w:p></w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, xml in parts.items():
            declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), declaration + xml)


def owner_file(user):
    """The 165 bytes that Excel writes beside a workbook while it is open."""
    ansi, wide = user.encode("cp932"), user.encode("utf-16-le")
    head = (bytes([len(ansi)]) + ansi).ljust(55, b" ")
    return head + (bytes([len(user), 0]) + wide).ljust(110, b" ")


def distribute(program, sample, folder):
    """Lets the program issue the workbooks in a copy of the sample; returns their folder."""
    shutil.copy(sample / "plan.toml", folder)
    shutil.copytree(sample / "様式", folder / "様式")
    run = subprocess.run(
        [program, "distribute", str(folder)], capture_output=True, text=True, encoding="utf-8"
    )
    issued = folder / "配布" / PERIOD
    if not issued.is_dir():
        raise SystemExit(f"the program issued no workbooks: {run.stderr.strip()[-500:]}")
    return issued


def write(program, sample, planted):
    """Writes all returns and the table of planted faults; returns the number of faults."""
    target = sample / "回収" / PERIOD
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        returns = Returns(distribute(program, sample, Path(temporary)), target)
        for part in (
            general_affairs, planning, residents, welfare, farming, works, care_home, stray_files,
        ):
            part(returns)
    planted.write_text(
        json.dumps(returns.planted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return len(returns.planted)
