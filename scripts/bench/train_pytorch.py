"""PyTorch's side of `npm run bench -- train`: python3 train_pytorch.py train|forward BATCH; prints JSON."""
import json, resource, sys, time
import torch, torchvision

WARM_UP, ROUNDS = 2, 7
what, batch = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(2)
torch.manual_seed(1)
net = torchvision.models.resnet18(num_classes=2)
images = torch.rand(batch, 3, 256, 256) * 2 - 1
truths = torch.arange(batch) % 2
optimiser = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)


def train():
    optimiser.zero_grad()
    torch.nn.functional.cross_entropy(net(images), truths).backward()
    optimiser.step()


def forward():
    with torch.no_grad():
        net(images)


once = train if what == 'train' else forward
net.train(what == 'train')
seconds = []
for round in range(WARM_UP + ROUNDS):
    started = time.perf_counter()
    once()
    if round >= WARM_UP:
        seconds.append(time.perf_counter() - started)
print(json.dumps({
    'photosPerSecond': batch / sorted(seconds)[ROUNDS // 2],
    'peakMB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    'version': torch.__version__,
}))
