"""Prints what python-dwca-reader finds in an archive."""

import json
import sys
import xml.etree.ElementTree as ET
import zipfile

from dwca.read import DwCAReader

short = lambda uri: uri.rsplit("/", 1)[-1]
with DwCAReader(sys.argv[1]) as archive:
    rows = [
        {
            **{short(term): value for term, value in row.data.items()},
            "id": row.id,
            "extensions": sorted(short(one.rowtype) for one in row.extensions),
        }
        for row in archive
    ]
    title = archive.metadata.find("dataset").findtext("title")
with zipfile.ZipFile(sys.argv[1]) as zipped:
    assert zipped.testzip() is None
    for name in ("meta.xml", "eml.xml"):
        ET.fromstring(zipped.read(name))
    names = zipped.namelist()
print(json.dumps({"rows": rows, "title": title, "names": names}))
