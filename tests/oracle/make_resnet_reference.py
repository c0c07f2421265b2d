"""Features that torchvision's ResNets give, for numbers that any language can make: python3 tests/oracle/make_resnet_reference.py

Written once with Debian's python3-torch 1.13 and python3-torchvision 0.14. Makes tests/oracle/fixtures/resnet.json: by depth,
the features of one 64 px image in evaluation mode, as base64 of float32, and the names and sizes of all tensors.
"""
import base64, json, math, os
import numpy as np, torch, torchvision

OUT = os.path.join(os.path.dirname(__file__), 'fixtures', 'resnet.json')
SIDE = 64


def noise(count, phase):
    """As in make_training_reference.py."""
    x = 43758.5453 * np.sin(12.9898 * np.arange(count, dtype=np.float64) + phase)
    return 2 * (x - np.floor(x)) - 1


def fill(name, tensor, phase):
    """He et al.'s variance for kernels; batch norms near those that change nothing. `phase` is the place among the names."""
    values = noise(tensor.numel(), phase)
    if tensor.dim() > 1:
        values = values * math.sqrt(6 / (tensor.numel() / tensor.shape[0]))
    elif name.endswith('running_var'):
        values = 1 + 0.5 * values
    elif name.endswith('weight'):
        values = 1 + 0.25 * values
    else:
        values = 0.1 * values
    tensor.copy_(torch.tensor(values, dtype=torch.float32).reshape(tensor.shape))


def reference(depth):
    net = getattr(torchvision.models, f'resnet{depth}')(weights=None).eval()
    net.fc = torch.nn.Identity()
    state = {name: t for name, t in net.state_dict().items() if not name.endswith('num_batches_tracked')}
    for phase, name in enumerate(sorted(state)):
        fill(name, state[name], phase)
    image = torch.tensor(noise(3 * SIDE * SIDE, 0.5), dtype=torch.float32).reshape(1, 3, SIDE, SIDE)
    features = net(image).numpy().astype('<f4')
    shapes = {name: 'x'.join(map(str, t.shape)) for name, t in sorted(state.items())}
    return {'features': base64.b64encode(features.tobytes()).decode(), 'shapes': shapes}


with torch.no_grad():
    json.dump({str(depth): reference(depth) for depth in (18, 34, 50)}, open(OUT, 'w'))
