"""The rules of CycloneDX, as its own library checks them: FILE. Prints what is wrong, or null."""

import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

with open(sys.argv[1], encoding="utf-8") as file:
    problem = JsonStrictValidator(SchemaVersion.V1_5).validate_str(file.read())
print(json.dumps(None if problem is None else str(problem)))
