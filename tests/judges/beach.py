"""What a beach carries, computed anew with NumPy and SciPy: prints tests/unit/shared/beach/independent.json.

Written from the description of the method in decision 47, with SciPy's own gamma quantiles, NumPy's Dirichlet and a
general linear solver. Run by hand: python tests/judges/beach.py > tests/unit/shared/beach/independent.json
"""

import json

import numpy as np
import scipy
from scipy import stats

DRAWS = 400_000
CASES = [
    dict(
        quadrats=[[12, 20], [9, 31], [15, 18], [7, 25], [11, 22]],
        blanks=[[1, 2], [0, 1], [2, 3], [1, 1]],
        confusion=[[45, 5], [8, 52]],
    ),
    dict(
        quadrats=[[30, 4, 9], [11, 7, 2], [22, 1, 14], [41, 9, 6], [17, 3, 8], [25, 6, 3], [9, 2, 5], [33, 5, 11]],
        blanks=[[1, 0, 1], [3, 0, 0], [0, 1, 0]],
        confusion=[[38, 2, 4], [3, 25, 1], [2, 0, 31]],
    ),
]


def mean_draws(counts, rng):
    y = np.asarray(counts, float)
    n, columns = y.shape
    mean, var = y.mean(0), y.var(0, ddof=1)
    corr = np.corrcoef(y.T)
    z = rng.multivariate_normal(np.zeros(columns), corr, DRAWS, method="svd")
    wider = (n - 1) / rng.chisquare(n - 1, (DRAWS, 1))
    phi = var / mean * wider
    return stats.gamma.ppf(stats.norm.cdf(z), mean * n / phi + 0.5) * phi / n


def answer(case):
    rng = np.random.default_rng(20261127)
    confusion = np.asarray(case["confusion"], float)
    k = len(confusion)
    net = np.mean(case["quadrats"], 0) - np.mean(case["blanks"], 0)
    value = np.linalg.solve((confusion / confusion.sum(1, keepdims=True)).T, net)
    shares = np.stack([rng.dirichlet(row + 1 / k, DRAWS) for row in confusion], 1)
    net = mean_draws(case["quadrats"], rng) - mean_draws(case["blanks"], rng)
    drawn = np.linalg.solve(shares.transpose(0, 2, 1), net[..., None])[..., 0]
    drawn = np.column_stack([drawn, drawn.sum(1)])
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    rows = zip([*value, value.sum()], low, high)
    return [dict(value=round(v, 9), low=round(max(0, a), 4), high=round(b, 4)) for v, a, b in rows]


print(
    json.dumps(
        dict(
            by=f"numpy {np.__version__}, scipy {scipy.__version__}, {DRAWS} draws",
            cases=[dict(case, expected=answer(case)) for case in CASES],
        ),
        indent=2,
    )
)
