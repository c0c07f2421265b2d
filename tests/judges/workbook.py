"""Prints the cells of each sheet of a workbook with their types, as openpyxl reads them."""

import json
import sys
import warnings

import openpyxl

warnings.simplefilter("ignore")
book = openpyxl.load_workbook(sys.argv[1])
print(
    json.dumps(
        {
            sheet.title: {
                "frozen": sheet.freeze_panes,
                "rows": [[[cell.value, cell.data_type] for cell in row] for row in sheet],
            }
            for sheet in book
        },
        default=str,
    )
)
