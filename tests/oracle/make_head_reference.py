"""Trains a linear head with PyTorch and writes what it does, step by step, to fixtures/head.json.

    python3 -m venv VENV && VENV/bin/pip install torch==2.4.1 numpy    (or Debian's python3-torch)
    VENV/bin/python tests/oracle/make_head_reference.py

The features are drawn here and stored rounded, so that both sides start from the same float32 numbers. Classes are unequal
and the class weights are not 1: the weighted mean of CrossEntropyLoss divides by the weights of the batch. The learning
rate changes between epochs, as StepLR does it. `others` are the same training with one thing changed. The first case was
written by torch 2.4.1, the others by Debian's 1.13; on the first the two differ by 2e-7 at most.
"""

import json
from pathlib import Path

import torch

CLASSES, FEATURES, EXAMPLES, BATCH, EPOCHS = 3, 12, 22, 4, 6
RECIPE = {"lr": 0.05, "momentum": 0.9, "weightDecay": 0.01, "stepSize": 2, "gamma": 0.5}
CLASS_WEIGHTS = [0.5, 1.75, 3.0]


def rounded(tensor: torch.Tensor) -> list:
    return [[round(value, 4) for value in row] if isinstance(row, list) else round(row, 4) for row in tensor.tolist()]


def sgd(parameters, nesterov=False):
    return torch.optim.SGD(
        parameters,
        lr=RECIPE["lr"],
        momentum=RECIPE["momentum"],
        weight_decay=RECIPE["weightDecay"],
        nesterov=nesterov,
    )


def adamw(parameters):
    return torch.optim.AdamW(parameters, lr=RECIPE["lr"], weight_decay=RECIPE["weightDecay"])


def trained(x, y, start, order, make_optimiser=sgd, label_smoothing=0.0) -> dict:
    head = torch.nn.Linear(FEATURES, CLASSES)
    with torch.no_grad():
        head.weight.copy_(torch.tensor(start["weight"]))
        head.bias.copy_(torch.tensor(start["bias"]))
    criterion = torch.nn.CrossEntropyLoss(weight=torch.tensor(CLASS_WEIGHTS), label_smoothing=label_smoothing)
    optimiser = make_optimiser(head.parameters())
    schedule = torch.optim.lr_scheduler.StepLR(optimiser, step_size=RECIPE["stepSize"], gamma=RECIPE["gamma"])
    losses = []
    for indices in order:
        for at in range(0, EXAMPLES, BATCH):
            batch = indices[at : at + BATCH]
            optimiser.zero_grad()
            loss = criterion(head(x[batch]), y[batch])
            loss.backward()
            optimiser.step()
            losses.append(round(loss.item(), 7))
        schedule.step()
    return {
        "losses": losses,
        "end": {
            "weight": [[round(value, 7) for value in row] for row in head.weight.tolist()],
            "bias": [round(value, 7) for value in head.bias.tolist()],
        },
    }


def main() -> None:
    torch.manual_seed(7)
    truth = [0] * 13 + [1] * 6 + [2] * 3
    features = rounded(torch.randn(EXAMPLES, FEATURES) + torch.tensor(truth)[:, None] * 0.4)
    start = {
        "weight": rounded(torch.randn(CLASSES, FEATURES) * 0.3),
        "bias": rounded(torch.randn(CLASSES) * 0.3),
    }
    x, y = torch.tensor(features), torch.tensor(truth)
    torch.nn.Linear(FEATURES, CLASSES)  # Draws from the generator, as it did when the first case was written.
    order = [torch.randperm(EXAMPLES).tolist() for _ in range(EPOCHS)]
    reference = {
        "torch": torch.__version__,
        "recipe": {**RECIPE, "batchSize": BATCH, "epochs": EPOCHS},
        "classWeights": CLASS_WEIGHTS,
        "features": features,
        "truth": truth,
        "start": start,
        "order": order,
        **trained(x, y, start, order),
        "others": {
            "nesterov": trained(x, y, start, order, lambda parameters: sgd(parameters, nesterov=True)),
            "adamw": trained(x, y, start, order, adamw),
            "labelSmoothing": trained(x, y, start, order, label_smoothing=0.1),
            "adamwSmoothed": trained(x, y, start, order, adamw, label_smoothing=0.1),
        },
    }
    target = Path(__file__).parent / "fixtures" / "head.json"
    target.write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
