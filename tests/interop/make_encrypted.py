#!/usr/bin/env python3
"""Makes the encrypted workbooks under tests/fixtures with msoffcrypto-tool and LibreOffice.

Run once from the repository's root, with a Python that has msoffcrypto-tool and LibreOffice's uno:
python3 tests/interop/make_encrypted.py. Their password is 秘密. msoffcrypto-tool writes agile
encryption as Excel 2010 and later do, LibreOffice standard encryption as Excel 2007 does.
"""

import pathlib
import subprocess
import tempfile
import time

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException
from msoffcrypto.format.ooxml import OOXMLFile

OUT = pathlib.Path("tests/fixtures").resolve()
PASSWORD = "秘密"
PIPE = "pipe,name=torimatome;urp"


def connect():
    """The desktop of the LibreOffice that was started, once it answers."""
    context = uno.getComponentContext()
    manager = context.ServiceManager
    resolver = manager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(60):
        try:
            remote = resolver.resolve(f"uno:{PIPE};StarOffice.ComponentContext")
            break
        except NoConnectException:
            time.sleep(0.5)
    return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)


def properties(**values):
    """The values as LibreOffice takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def main():
    """Writes the four workbooks."""
    with (OUT / "openpyxl.xlsx").open("rb") as plain, (OUT / "encrypted_agile.xlsx").open("wb") as out:
        OOXMLFile(plain).encrypt(PASSWORD, out)
    keys = uno.Any("[]com.sun.star.beans.NamedValue", (NamedValue("OOXPassword", PASSWORD),
                                                       NamedValue("CryptoType", "Standard")))
    with tempfile.TemporaryDirectory() as profile:
        office = subprocess.Popen(["soffice", "--headless", f"--accept={PIPE}",
                                   f"-env:UserInstallation={pathlib.Path(profile).as_uri()}"])
        desktop = connect()
        plain = (OUT / "libreoffice.xlsx").as_uri()
        book = desktop.loadComponentFromURL(plain, "_blank", 0, properties(Hidden=True))
        for name, kind, lock in (("encrypted_standard.xlsx", "Calc MS Excel 2007 XML", {"EncryptionData": keys}),
                                 ("encrypted.xls", "MS Excel 97", {"Password": PASSWORD}),
                                 ("encrypted.ods", "calc8", {"Password": PASSWORD})):
            book.storeToURL((OUT / name).as_uri(), properties(FilterName=kind, **lock))
        book.close(True)
        desktop.terminate()
        office.wait(30)


main()
