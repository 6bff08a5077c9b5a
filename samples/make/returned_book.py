"""A distributed workbook on its way back: finds its fields, fills them in, and spoils it.

It knows the binding of the distributed workbooks: the defined names `tm_f01_…`, each of one cell,
and the hidden sheet `_torimatome`, whose table follows the header row `form_no, form_id, sheet, …`.
"""

import re

from openpyxl import load_workbook

from fixed_dates import fix_file, set_book_dates

BINDING_SHEET = "_torimatome"
TABLE_WIDTH = 6  # form_no, form_id, sheet, edition, field, cell
NAME = re.compile(r"tm_f(\d\d)_(\w+)")
FIELDS = {  # field in JSON -> the end of its defined name
    "progress.first_half": "progress_first_half",
    "progress.second_half": "progress_second_half",
    "goal_attainment": "goal_attainment",
    "evaluation": "evaluation",
    "vision": "vision",
}


class ReturnedBook:
    """One 課's workbook, opened as it was distributed."""

    def __init__(self, path):
        self.book = load_workbook(path)
        self.cells = {}  # (form_id, end of the name) -> (sheet title, address)
        self.numbers = self.form_numbers()
        ids = {number: form_id for form_id, number in self.numbers.items()}
        for name, defined in self.book.defined_names.items():
            match = NAME.fullmatch(name)
            if match:
                ((sheet, address),) = defined.destinations
                self.cells[ids[int(match[1])], match[2]] = (sheet, address.replace("$", ""))

    @property
    def form_ids(self):
        """The forms of the workbook, in its order."""
        return list(self.numbers)

    def form_numbers(self):
        """Form id -> number of the form in the workbook, from the hidden sheet's table."""
        return {row[1].value: int(row[0].value) for row in self.binding_rows()}

    def place(self, form_id, field):
        """(sheet title, address) of a field."""
        return self.cells[form_id, FIELDS[field]]

    def cell(self, form_id, field):
        """The cell of a field."""
        sheet, address = self.place(form_id, field)
        return self.book[sheet][address]

    def fill(self, form_id, field, text):
        """Writes an answer."""
        self.cell(form_id, field).value = text

    def sheet_of(self, form_id):
        """The title of the form's sheet."""
        return self.place(form_id, "progress.first_half")[0]

    def rename_sheet(self, form_id, title):
        """Renames a sheet as Excel does: names and formulas follow, the hidden table does not."""
        old = self.sheet_of(form_id)
        self.book[old].title = title
        self.replace_references(re.escape(f"'{old}'!"), f"'{title}'!")
        for key, (sheet, address) in self.cells.items():
            if sheet == old:
                self.cells[key] = (title, address)

    def delete_sheet(self, form_id):
        """Deletes a form's sheet as Excel does: what referred to it becomes #REF!."""
        title = self.sheet_of(form_id)
        self.book.remove(self.book[title])
        self.replace_references(re.escape(f"'{title}'!") + r"[$A-Z0-9:]+", "#REF!")

    def replace_references(self, old, new):
        """Replaces references to a sheet, given as a pattern, in all names and formulas."""
        for defined in self.book.defined_names.values():
            defined.attr_text = re.sub(old, new, defined.attr_text)
        for sheet in self.book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        cell.value = re.sub(old, new, cell.value)

    def names_of(self, form_id):
        """The defined names of a form."""
        prefix = f"tm_f{self.numbers[form_id]:02}_"
        return [name for name in self.book.defined_names if name.startswith(prefix)]

    def forget_identity(self, form_id):
        """Removes the printed 様式ID, the hidden rows and the defined names of a form."""
        sheet, address = self.cells[form_id, "form_id"]
        self.book[sheet][address].value = None
        for name in self.names_of(form_id):
            del self.book.defined_names[name]
        self.drop_binding_rows(lambda row: row[1].value == form_id)

    def forget_label(self, form_id, field, label):
        """Erases a label and every other binding of its field."""
        sheet = self.book[self.sheet_of(form_id)]
        labels = [
            cell for row in sheet.iter_rows() for cell in row
            if isinstance(cell.value, str) and re.sub(r"\s", "", cell.value) == label
        ]
        if not labels:
            raise LookupError(f"{sheet.title}: no cell holds the label {label}")
        for cell in labels:
            cell.value = None
        del self.book.defined_names[f"tm_f{self.numbers[form_id]:02}_{FIELDS[field]}"]
        self.drop_binding_rows(lambda row: row[1].value == form_id and row[4].value == field)

    def drop_binding_rows(self, chosen):
        """Removes the chosen rows of the hidden sheet's table; other columns stay in place."""
        table = self.binding_rows()
        kept = [[cell.value for cell in row] for row in table if not chosen(row)]
        blank = [[None] * TABLE_WIDTH] * (len(table) - len(kept))
        for row, values in zip(table, kept + blank):
            for cell, value in zip(row, values):
                cell.value = value

    def binding_rows(self):
        """The rows of cells of the hidden sheet's table, below its header row."""
        rows = list(self.book[BINDING_SHEET].iter_rows(max_col=TABLE_WIDTH))
        header = next(at for at, row in enumerate(rows) if row[0].value == "form_no")
        return [row for row in rows[header + 1 :] if row[0].value is not None]

    def save(self, path, when):
        """Saves the workbook as last saved at the given time."""
        set_book_dates(self.book, when)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(path)
        fix_file(path, when)
