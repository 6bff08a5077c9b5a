#!/usr/bin/env bash
# Makes the pictures of README.md from the sample's outputs: a form, the master, the mayor's page,
# the report. Run `cargo run --release -- run samples/r6` first. Needs LibreOffice, poppler, fonts-ipafont
# and Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

out=$PWD/samples/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# The faces of a Windows PC, as they are stood in for on Debian.
cat >"$work/fonts.conf" <<'XML'
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<alias binding="same"><family>ＭＳ 明朝</family><prefer><family>IPAMincho</family></prefer></alias>
<alias binding="same"><family>ＭＳ ゴシック</family><prefer><family>IPAGothic</family></prefer></alias>
</fontconfig>
XML
export FONTCONFIG_FILE=$work/fonts.conf

# page WORKBOOK PAGE PICTURE: a page of a workbook as it is printed.
page() {
    cp "$1" "$work/book.xlsx"
    soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf \
        --outdir "$work" "$work/book.xlsx" >/dev/null 2>&1
    pdftoppm -r 72 -f "$2" -l "$2" -png -singlefile "$work/book.pdf" "$out/$3"
}

page samples/r6/配布/前期/町民生活課.xlsx 4 form
page samples/r6/とりまとめ/前期/とりまとめ.xlsx 1 master
page samples/r6/とりまとめ/前期/町長報告.xlsx 1 mayor
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --user-data-dir="$work/chromium" --window-size=1024,900 --screenshot="$out/report.png" \
    "file://$PWD/samples/r6/とりまとめ/前期/検証報告.html" >/dev/null 2>&1
ls -l "$out"
