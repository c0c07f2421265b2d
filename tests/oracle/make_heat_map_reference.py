"""Reference values for the losses of a detector, made by PyTorch: python3 tests/oracle/make_heat_map_reference.py

Writes tests/oracle/fixtures/training/heat-map.json: for the loss of a heat map and for sigmoid cross-entropy, on a layer of
1 x 1 whose numbers and examples are `noise()`, the gradients of the first step and the losses of ten steps of AdamW.
"""
import json, os
import numpy as np, torch
import torch.nn.functional as F

OUT = os.path.join(os.path.dirname(__file__), 'fixtures', 'training', 'heat-map.json')
STEPS = 10


def noise(count, phase):
    x = 43758.5453 * np.sin(12.9898 * np.arange(count, dtype=np.float64) + phase)
    return torch.tensor(2 * (x - np.floor(x)) - 1, dtype=torch.float32)


def heat_map_loss(z, t):
    y, weight = t[:, :1], t[:, 5:]
    p = torch.sigmoid(z[:, :1])
    centre = (y >= 0.9999).float()
    each = centre * (1 - p) ** 2 * F.softplus(-z[:, :1]) + (1 - centre) * (1 - y) ** 4 * p ** 2 * F.softplus(z[:, :1])
    box = (weight * (z[:, 1:] - t[:, 1:5]).abs()).sum() / weight.sum().clamp(min=1)
    return each.sum() / centre.sum().clamp(min=1) + 0.3 * box


def heat_targets():
    t = noise(2 * 6 * 4 * 5, 3.0).reshape(2, 6, 4, 5).clone()
    t[:, 0] = t[:, 0].abs() * 0.9
    t[:, 5] = t[:, 5].abs()
    for n, y, x in ((0, 1, 2), (0, 3, 0), (1, 2, 4)):
        t[n, 0, y, x] = 1
    return t


def run(loss_of, x, targets, outputs):
    w = noise(outputs * x.shape[1], 1.0).reshape(outputs, x.shape[1]).requires_grad_()
    b = noise(outputs, 2.0).clone().requires_grad_()
    optimiser = torch.optim.AdamW([w, b], lr=0.05, weight_decay=0.01)
    losses, first = [], None
    for _ in range(STEPS):
        optimiser.zero_grad()
        z = torch.einsum('oc,nc...->no...', w, x) + b.reshape(1, outputs, *([1] * (x.dim() - 2)))
        loss = loss_of(z, targets)
        loss.backward()
        first = first or {'weight': w.grad.flatten().tolist(), 'bias': b.grad.tolist()}
        optimiser.step()
        losses.append(loss.item())
    return {'gradients': first, 'losses': losses}


targets = heat_targets()
shares = noise(6 * 2, 5.0).reshape(6, 2).abs()
sigmoid = lambda z, t: F.binary_cross_entropy_with_logits(z, t, reduction='none').sum(1).mean()
result = {
    'madeBy': f'torch {torch.__version__.split("+")[0]}',
    'targets': targets.flatten().tolist(),
    'shares': shares.flatten().tolist(),
    'heatMap': run(heat_map_loss, noise(2 * 3 * 4 * 5, 4.0).reshape(2, 3, 4, 5), targets, 5),
    'sigmoid': run(sigmoid, noise(6 * 3, 4.0).reshape(6, 3), shares, 2),
}
json.dump(result, open(OUT, 'w'))
print(result['heatMap']['losses'][:2], result['sigmoid']['losses'][:2])
