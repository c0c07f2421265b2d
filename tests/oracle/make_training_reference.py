"""Reference values for the training engine, made by PyTorch: python3 tests/oracle/make_training_reference.py

Written once with Debian's python3-torch 1.13 and python3-torchvision 0.14. Makes, in tests/oracle/fixtures/training:
  small.onnx      a small network with every operator that the engine differentiates, in inference form
  small.json      its logits, the gradients of its first step, losses and running statistics of 20 steps
  resnet18.json   the same of torchvision's ResNet18 with the numbers of `noise()`; gradients as samples and norms
"""
import base64, io, json, math, os
import numpy as np, torch, torchvision
from torch import nn
import torch.nn.functional as F

OUT = os.path.join(os.path.dirname(__file__), 'fixtures', 'training')
STEPS = 20


def base64_of(tensor):
    return base64.b64encode(tensor.detach().numpy().astype('<f4').tobytes()).decode()


def noise(count, phase):
    """Noise in [-1, 1) that any language can make. (Smooth waves would make convolutions of nearly constant output, whose
    batch norm multiplies rounding errors. At some sizes, 64 px among them, a
    ReLU or a maximum lies so near its edge that PyTorch's own float32 and float64 differ by 0.3 %; not at 48.)"""
    x = 43758.5453 * np.sin(12.9898 * np.arange(count, dtype=np.float64) + phase)
    return 2 * (x - np.floor(x)) - 1


def images(n, side):
    return torch.tensor(noise(n * 3 * side * side, 0.5), dtype=torch.float32).reshape(n, 3, side, side)


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False)
        self.stem_norm = nn.BatchNorm2d(8)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False)
        self.depthwise_norm = nn.BatchNorm2d(8)
        self.grouped = nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=2)
        self.gate = nn.Conv2d(8, 8, 1)
        self.wide = nn.Conv2d(16, 24, 3, stride=2, padding=1)
        self.deep = nn.Conv2d(24, 24, 3, padding=1, bias=False)
        self.deep_norm = nn.BatchNorm2d(24)
        self.mix = nn.Parameter(torch.randn(24, 12) / 5)
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        x = F.relu(self.stem_norm(self.stem(x)))
        y = F.hardswish(self.depthwise_norm(self.depthwise(x)))
        y = F.relu6(self.grouped(y) * 2)
        y = y * torch.sigmoid(self.gate(F.adaptive_avg_pool2d(y, 1)))
        x = torch.cat([F.max_pool2d(x, 3, 2, 1), F.avg_pool2d(y, 2)], 1)
        x = self.wide(x)
        x = F.relu(x + self.deep_norm(self.deep(x)))
        x = torch.softmax(torch.matmul(x.mean((2, 3)), self.mix), 1) - 0.1
        return self.head(torch.flatten(x, 1) * 4)


def resnet18():
    net = torchvision.models.resnet18(num_classes=3)
    with torch.no_grad():
        for index, (name, value) in enumerate(net.state_dict().items()):
            if name.endswith('num_batches_tracked'):
                continue
            numbers = noise(value.numel(), index + 1.0)
            if name.endswith('running_var'):
                numbers = 1 + 0.5 * numbers
            elif value.dim() >= 2:
                numbers = numbers * math.sqrt(6 / (value.numel() / value.shape[0]))
            elif 'weight' in name:
                numbers = 1 + 0.25 * numbers
            else:
                numbers = 0.1 * numbers
            value.copy_(torch.tensor(numbers, dtype=torch.float32).reshape(value.shape))
    return net


def sampled(gradient):
    flat = gradient.flatten()
    picked = flat[torch.arange(0, len(flat), max(1, len(flat) // 32))]
    return {'norm': float(flat.norm()), 'values': base64_of(picked)}


def reference(net, side, make_optimiser, loss_of, gradient_form):
    state = {name: value.clone() for name, value in net.state_dict().items()}
    x = images(4, side)
    labels = torch.tensor([0, 1, 2, 1])
    net.eval()
    with torch.no_grad():
        logits = net(x)
    net.train()
    optimiser = make_optimiser(net.parameters())
    losses, gradients = [], {}
    for step in range(STEPS):
        optimiser.zero_grad()
        loss = loss_of(net(x), labels)
        loss.backward()
        if step == 0:
            gradients = {name: gradient_form(p.grad) for name, p in net.named_parameters()}
        optimiser.step()
        losses.append(float(loss))
    statistics = {n: base64_of(v) for n, v in net.state_dict().items() if 'running' in n}
    net.load_state_dict(state)
    return {'side': side, 'logits': base64_of(logits), 'losses': losses, 'gradients': gradients, 'statistics': statistics}


def main():
    torch.manual_seed(1)
    torch.set_num_threads(2)
    os.makedirs(OUT, exist_ok=True)
    small = Small()
    small.eval()
    torch.onnx.export(small, images(1, 24), os.path.join(OUT, 'small.onnx'), opset_version=15,
                      input_names=['input'], output_names=['logits'], do_constant_folding=False,
                      training=torch.onnx.TrainingMode.PRESERVE,
                      dynamic_axes={'input': {0: 'n'}, 'logits': {0: 'n'}})
    weights = torch.tensor([1.0, 2.0, 0.5])
    weighted = lambda z, t: F.cross_entropy(z, t, weight=weights, label_smoothing=0.1)
    sgd = lambda ps: torch.optim.SGD(ps, lr=0.05, momentum=0.9, weight_decay=0.01, nesterov=True)
    adamw = lambda ps: torch.optim.AdamW(ps, lr=0.01, weight_decay=0.05)
    result = {
        'sgd': reference(small, 24, sgd, weighted, base64_of),
        'adamw': reference(small, 24, adamw, F.cross_entropy, base64_of),
        'madeBy': f'torch {torch.__version__}',
    }
    json.dump(result, open(os.path.join(OUT, 'small.json'), 'w'))
    plain = lambda ps: torch.optim.SGD(ps, lr=0.001, momentum=0.9)
    result = {
        'sgd': reference(resnet18(), 48, plain, F.cross_entropy, sampled),
        'madeBy': f'torch {torch.__version__}, torchvision {torchvision.__version__}',
    }
    json.dump(result, open(os.path.join(OUT, 'resnet18.json'), 'w'))
    print('losses', result['sgd']['losses'][:3], result['sgd']['losses'][-1])


main()
