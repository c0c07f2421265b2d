export interface LossOptions {
  /** Weight of each class, as in torch.nn.CrossEntropyLoss. */
  readonly classWeights: readonly number[];
  /** Share of each target that is spread over all classes, in [0, 1). */
  readonly labelSmoothing: number;
  /** Of the batch. Rows behind the last truth are 0, so they count for nothing. Default: one per truth. */
  readonly rows?: number;
}

/**
 * The weights of a batch's log-probabilities, so that cross-entropy is -sum(targets * log softmax(logits)), whatever the
 * class weights and the label smoothing: those of torch.nn.CrossEntropyLoss with reduction "mean", which divides by the
 * weights of the batch's true classes.
 *
 * @param truths class index of each example.
 * @returns [rows, classes], row by row.
 */
export function targetDistribution(
  truths: readonly number[],
  { classWeights, labelSmoothing, rows = truths.length }: LossOptions,
): Float32Array<ArrayBuffer> {
  const classes = classWeights.length;
  const total = truths.reduce((sum, truth) => sum + (classWeights[truth] ?? 0), 0);
  const targets = new Float32Array(rows * classes);
  truths.forEach((truth, row) => {
    classWeights.forEach((weight, column) => {
      const share = labelSmoothing / classes + (column === truth ? 1 - labelSmoothing : 0);
      targets[row * classes + column] = (weight * share) / total;
    });
  });
  return targets;
}
