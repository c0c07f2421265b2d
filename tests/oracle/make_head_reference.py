"""Trains a linear head with PyTorch and writes what it does, step by step, to fixtures/head.json.

    python3 -m venv VENV && VENV/bin/pip install torch==2.4.1 numpy    (or Debian's python3-torch)
    VENV/bin/python tests/oracle/make_head_reference.py

The features are drawn here and stored rounded, so that both sides start from the same float32 numbers. Classes are unequal
and the class weights are not 1: the weighted mean of CrossEntropyLoss divides by the weights of the batch. The learning
rate changes between epochs, as StepLR does it.
"""

import json
from pathlib import Path

import torch

CLASSES, FEATURES, EXAMPLES, BATCH, EPOCHS = 3, 12, 22, 4, 6
RECIPE = {"lr": 0.05, "momentum": 0.9, "weightDecay": 0.01, "stepSize": 2, "gamma": 0.5}


def rounded(tensor: torch.Tensor) -> list:
    return [[round(value, 4) for value in row] if isinstance(row, list) else round(row, 4) for row in tensor.tolist()]


def main() -> None:
    torch.manual_seed(7)
    class_weights = [0.5, 1.75, 3.0]
    truth = [0] * 13 + [1] * 6 + [2] * 3
    features = rounded(torch.randn(EXAMPLES, FEATURES) + torch.tensor(truth)[:, None] * 0.4)
    weight = rounded(torch.randn(CLASSES, FEATURES) * 0.3)
    bias = rounded(torch.randn(CLASSES) * 0.3)

    head = torch.nn.Linear(FEATURES, CLASSES)
    with torch.no_grad():
        head.weight.copy_(torch.tensor(weight))
        head.bias.copy_(torch.tensor(bias))
    criterion = torch.nn.CrossEntropyLoss(weight=torch.tensor(class_weights))
    optimiser = torch.optim.SGD(
        head.parameters(), lr=RECIPE["lr"], momentum=RECIPE["momentum"], weight_decay=RECIPE["weightDecay"]
    )
    schedule = torch.optim.lr_scheduler.StepLR(optimiser, step_size=RECIPE["stepSize"], gamma=RECIPE["gamma"])

    x, y = torch.tensor(features), torch.tensor(truth)
    order = [torch.randperm(EXAMPLES).tolist() for _ in range(EPOCHS)]
    losses = []
    for indices in order:
        for start in range(0, EXAMPLES, BATCH):
            batch = indices[start : start + BATCH]
            optimiser.zero_grad()
            loss = criterion(head(x[batch]), y[batch])
            loss.backward()
            optimiser.step()
            losses.append(round(loss.item(), 7))
        schedule.step()

    reference = {
        "torch": torch.__version__,
        "recipe": {**RECIPE, "batchSize": BATCH, "epochs": EPOCHS},
        "classWeights": class_weights,
        "features": features,
        "truth": truth,
        "start": {"weight": weight, "bias": bias},
        "order": order,
        "losses": losses,
        "end": {
            "weight": [[round(value, 7) for value in row] for row in head.weight.tolist()],
            "bias": [round(value, 7) for value in head.bias.tolist()],
        },
    }
    target = Path(__file__).parent / "fixtures" / "head.json"
    target.write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
