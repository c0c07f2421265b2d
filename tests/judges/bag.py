"""The rules of BagIt, as the Library of Congress's own library checks them: ZIP FOLDER. Prints what is said in it, or fails."""

import json
import os
import sys
import zipfile

import bagit

with zipfile.ZipFile(sys.argv[1]) as packed:
    packed.extractall(sys.argv[2])
[root] = os.listdir(sys.argv[2])
bag = bagit.Bag(os.path.join(sys.argv[2], root))
bag.validate()
print(json.dumps({"info": bag.info, "payload": sorted(bag.payload_files())}))
