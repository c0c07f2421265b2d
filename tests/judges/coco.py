"""Prints what pycocotools makes of a data set, and the sizes that Pillow finds in its files with and without their turn."""

import contextlib
import io
import json
import os
import sys

from PIL import Image, ImageOps
from pycocotools import mask as maskUtils
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

folder = sys.argv[1]


def mean_precision(coco, kind):
    annotations = coco.loadAnns(coco.getAnnIds())
    results = [
        {
            "image_id": one["image_id"],
            "category_id": one["category_id"],
            "score": 1.0,
            **({"bbox": one["bbox"]} if kind == "bbox" else {"segmentation": coco.annToRLE(one)}),
        }
        for one in annotations
    ]
    evaluation = COCOeval(coco, coco.loadRes(results), kind)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return float(evaluation.stats[0])


with contextlib.redirect_stdout(io.StringIO()):
    coco = COCO(os.path.join(folder, "annotations.json"))
    images = []
    for one in coco.loadImgs(coco.getImgIds()):
        picture = Image.open(os.path.join(folder, one["file_name"]))
        images.append([[one["width"], one["height"]], picture.size, ImageOps.exif_transpose(picture).size])
    masks = []
    boxes = []
    for one in coco.loadAnns(coco.getAnnIds()):
        image = coco.loadImgs(one["image_id"])[0]
        mask = coco.annToMask(one)
        masks.append([list(mask.shape), [image["height"], image["width"]], int(mask.sum()), one["area"]])
        boxes.append([one["bbox"], maskUtils.toBbox(coco.annToRLE(one)).tolist()])
    precision = {kind: mean_precision(coco, kind) for kind in ("bbox", "segm")}
print(json.dumps({"images": images, "masks": masks, "boxes": boxes, "precision": precision}))
