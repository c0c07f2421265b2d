/** Mean and spread of each feature over the training examples; training on features of one scale needs fewer epochs. */
export interface Standardisation {
  readonly mean: Float32Array;
  /** Never 0: a feature that does not vary keeps the scale 1. */
  readonly std: Float32Array;
}

export function fitStandardisation(rows: readonly Float32Array[], featureSize: number): Standardisation {
  const mean = new Float64Array(featureSize);
  const square = new Float64Array(featureSize);
  for (const row of rows) {
    row.forEach((value, f) => {
      mean[f] = (mean[f] ?? 0) + value / rows.length;
      square[f] = (square[f] ?? 0) + (value * value) / rows.length;
    });
  }
  const std = Float32Array.from(mean, (m, f) => {
    const variance = (square[f] ?? 0) - m * m;
    return variance > 1e-8 ? Math.sqrt(variance) : 1;
  });
  return { mean: Float32Array.from(mean), std };
}

export function standardised({ mean, std }: Standardisation, row: Float32Array): Float32Array {
  return row.map((value, f) => (value - (mean[f] ?? 0)) / (std[f] ?? 1));
}
