"""PyTorch's side of `npm run bench -- train`: python3 train_pytorch.py train|forward BATCH SIDE DEVICE; prints JSON.

On a card it computes with TensorFloat-32, as the engines beside it do, and takes its photos from the computer's memory.
"""
import json, resource, sys, time
import torch, torchvision

WARM_UP, ROUNDS = 2, 7
what, batch, side, device = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
torch.backends.cudnn.benchmark = True
torch.manual_seed(1)
net = torchvision.models.resnet18(num_classes=2).to(device)
images = torch.rand(batch, 3, side, side) * 2 - 1
if device != 'cpu':
    images = images.pin_memory()
truths = (torch.arange(batch) % 2).to(device)
optimiser = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)


def train():
    optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(net(images.to(device, non_blocking=True)), truths)
    loss.backward()
    optimiser.step()
    return loss.item()


def forward():
    with torch.no_grad():
        return net(images.to(device, non_blocking=True)).sum().item()


once = train if what == 'train' else forward
net.train(what == 'train')
seconds = []
for round in range(WARM_UP + ROUNDS):
    started = time.perf_counter()
    once()
    if device != 'cpu':
        torch.cuda.synchronize()
    if round >= WARM_UP:
        seconds.append(time.perf_counter() - started)
print(json.dumps({
    'photosPerSecond': batch / sorted(seconds)[ROUNDS // 2],
    'peakMB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    'version': torch.__version__,
}))
