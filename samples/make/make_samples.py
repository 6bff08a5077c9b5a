"""Makes the sample plan folder samples/r6 again.

Run: `python3 make_samples.py` writes 様式/; `python3 make_samples.py BIN` also writes 回収/前期/ and
planted.json, for which it lets the built program BIN distribute the forms in a temporary folder.
Needs Python 3.11, openpyxl, olefile, msoffcrypto-tool and LibreOffice. plan.toml is kept by hand.
"""

import sys
from pathlib import Path

import issued_forms

MAKE = Path(__file__).resolve().parent
SAMPLE = MAKE.parent / "r6"


def main():
    """Writes the forms, and with a program also the returns."""
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    issued_forms.write(SAMPLE / "様式")
    print("様式: written")
    if len(sys.argv) == 2:
        import returns

        planted = returns.write(Path(sys.argv[1]).resolve(), SAMPLE, MAKE / "planted.json")
        print(f"回収/前期: written, {planted} faults planted")


if __name__ == "__main__":
    main()
