"""Prints the cells of a delimited file as pandas reads them, all as text and with the types that it finds."""

import json
import sys

import pandas

path, delimiter, decimal = sys.argv[1:4]
text = pandas.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False)
typed = pandas.read_csv(path, sep=delimiter, decimal=decimal)
print(json.dumps({"rows": text.to_dict("records"), "types": {name: str(kind) for name, kind in typed.dtypes.items()}}))
