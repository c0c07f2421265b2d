"""Reference activations of the embedded MobileNetV2, by an independent reader of its TFLite file (LiteRT).

    pip install ai-edge-litert numpy
    python tests/oracle/make_mobilenet_reference.py node_modules/@mediapipe/objectron tests/oracle/fixtures/mobilenetv2.json

The input is a formula, so that the test can make the same one: x[y, x, c] = sin(0.05 y + 0.11 x + c) in [-1, 1], 300 px.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

package, output = Path(sys.argv[1]), Path(sys.argv[2])
loader = (package / "objectron_solution_packed_assets_loader.js").read_text()
files = json.loads(re.search(r'loadPackage\(\{"files": (\[.*?\])', loader).group(1))
entry = next(file for file in files if file["filename"].endswith(".tflite"))
model = (package / "objectron_solution_packed_assets.data").read_bytes()[entry["start"] : entry["end"]]

interpreter = Interpreter(model_content=model, experimental_preserve_all_tensors=True)
interpreter.allocate_tensors()
rows, columns, channels = np.meshgrid(np.arange(300), np.arange(300), np.arange(3), indexing="ij")
image = np.sin(0.05 * rows + 0.11 * columns + channels).astype(np.float32)[None]
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
interpreter.invoke()
levels = ["expanded_conv_6/expand/Relu6", "expanded_conv_13/expand/Relu6", "MobilenetV2/Conv_1/Relu6"]


def activations(name: str) -> np.ndarray:
    """height, width, channels of the first activation of that name"""
    tensor = next(t for t in interpreter.get_tensor_details() if name in t["name"] and len(t["shape"]) == 4 and t["shape"][1] > 1)
    return interpreter.get_tensor(tensor["index"])[0]


maps = [activations(level) for level in levels]
last = maps[-1]
reference = {
    "shape": list(last.shape),
    "pooled": [round(float(value), 6) for level in maps for value in level.mean(axis=(0, 1))],
    "pixel": {"y": 3, "x": 7, "values": [round(float(value), 6) for value in last[3, 7]]},
}
output.write_text(json.dumps(reference) + "\n")
