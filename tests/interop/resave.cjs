// Opens a workbook with SheetJS, ExcelJS or xlsx-populate and saves it in other formats.
//
// Usage: node tests/interop/resave.cjs PROGRAM SOURCE KIND[:SHEET]=TARGET…
//
// PROGRAM is the name of its npm package, which NODE_PATH must lead to. With TARGETS missing it
// prints the program's version.

const [program, source, ...targets] = process.argv.slice(2);
const library = require(program);

async function save(kind, sheet, target) {
  if (program === "xlsx") {
    const book = library.readFile(source, { cellNF: true, cellStyles: true });
    library.writeFile(book, target, { bookType: kind, compression: true, ...(sheet && { sheet }) });
  } else if (program === "exceljs") {
    const book = new library.Workbook();
    await book.xlsx.readFile(source);
    await book.xlsx.writeFile(target);
  } else {
    const book = await library.fromFileAsync(source);
    await book.toFileAsync(target);
  }
}

async function main() {
  if (targets.length === 0) {
    console.log(require(`${program}/package.json`).version);
  }
  for (const given of targets) {
    const [kind, target] = given.split("=");
    const [format, sheet] = kind.split(":");
    await save(format, sheet, target);
  }
}

main().catch((error) => {
  console.error(error.stack);
  process.exit(1);
});
