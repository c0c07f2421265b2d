"""Per-class figures and curves as scikit-learn has them, written to fixtures/figures.json.

    python3 -m venv VENV && VENV/bin/pip install scikit-learn==1.9.1 numpy
    VENV/bin/python tests/oracle/make_figures_reference.py

Logits are drawn here and rounded to one decimal, so that many scores are equal: ties are where ways of drawing a curve differ.
One class is never predicted and another is rare.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import (
    average_precision_score,
    precision_recall_curve,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)

CLASSES, PHOTOS = 4, 160


def main() -> None:
    rng = np.random.default_rng(11)
    truth = rng.choice(CLASSES, size=PHOTOS, p=[0.5, 0.3, 0.15, 0.05])
    logits = np.round(rng.normal(size=(PHOTOS, CLASSES)) + 1.2 * np.eye(CLASSES)[truth], 1)
    logits[:, 3] -= 9
    predicted = logits.argmax(axis=1)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = shifted / shifted.sum(axis=1, keepdims=True)

    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=range(CLASSES), zero_division=np.nan
    )
    classes = []
    for index in range(CLASSES):
        positive = (truth == index).astype(int)
        # Equal logits give equal probabilities up to the last bits only; those are no difference.
        score = np.round(probabilities[:, index], 12)
        fpr, tpr, _ = roc_curve(positive, score, drop_intermediate=False)
        curve_precision, curve_recall, _ = precision_recall_curve(positive, score)
        classes.append(
            {
                "precision": None if np.isnan(precision[index]) else precision[index],
                "recall": recall[index],
                "f1": f1[index],
                "support": int(support[index]),
                "auroc": roc_auc_score(positive, score),
                "averagePrecision": average_precision_score(positive, score),
                "roc": [[x, y] for x, y in zip(fpr, tpr)],
                "precisionRecall": [[x, y] for x, y in zip(curve_recall[::-1], curve_precision[::-1])],
            }
        )
    reference = {
        "sklearn": sklearn.__version__,
        "truth": truth.tolist(),
        "logits": logits.tolist(),
        "classes": classes,
    }
    target = Path(__file__).parent / "fixtures" / "figures.json"
    target.write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
