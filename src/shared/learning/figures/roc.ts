import { z } from 'zod';
import { clusterBootstrap, clustersOf, estimate, estimateSchema } from './cluster-bootstrap.ts';
import { type LabelledLogits, softmax } from './metrics.ts';

/** One threshold: x and y are shares in [0, 1]. The threshold is null where nothing is accepted yet. */
const curvePointSchema = z.object({ x: z.number(), y: z.number(), threshold: z.number().nullable() });
export type ThresholdPoint = z.infer<typeof curvePointSchema>;

/** How well one class is told from all others, whatever the threshold. */
export const classCurvesSchema = z.object({
  positives: z.int(),
  negatives: z.int(),
  /** x: false positive rate, y: true positive rate; from (0, 0) to (1, 1). */
  roc: z.array(curvePointSchema),
  /** Area under it; null where a side is empty. */
  auroc: estimateSchema.nullable(),
  /** x: recall, y: precision; from recall 0 to 1. */
  precisionRecall: z.array(curvePointSchema),
  /** Average precision; null where the class does not occur. */
  averagePrecision: estimateSchema.nullable(),
});
export type ClassCurves = z.infer<typeof classCurvesSchema>;

/**
 * ROC and precision-recall curve of one class against all others (Fawcett 2006, doi:10.1016/j.patrec.2005.10.010). The area
 * under the ROC curve is by trapezoids, so equal scores count half; average precision is the sum of precision times the
 * step in recall, without interpolation, as scikit-learn has it. Intervals are 95 % bootstraps over samples.
 *
 * @param labelled photos, or samples fused.
 * @param classIndex the positive class; its score is its temperature-scaled probability.
 */
export function classCurves(
  labelled: readonly LabelledLogits[],
  classIndex: number,
  { temperature, seed }: { readonly temperature: number; readonly seed: number },
): ClassCurves {
  const ranking = rank(labelled, classIndex, temperature);
  const clusters = clustersOf(labelled);
  const once = new Uint32Array(clusters.count).fill(1);
  const whole = areas(ranking, clusters.of, once);
  const [auroc = null, averagePrecision = null] = clusterBootstrap(clusters.count, seed, (weights) => {
    const drawn = areas(ranking, clusters.of, weights);
    return [drawn.auroc, drawn.averagePrecision];
  });
  const samplesOf = (positive: boolean): number =>
    new Set(labelled.filter(({ truth }) => (truth === classIndex) === positive).map(({ sample }) => sample))
      .size;
  // All of the rarer side ranked beyond the other is what a perfect area has seen so often and no oftener.
  const n = Math.min(samplesOf(true), samplesOf(false));
  return {
    ...curvePoints(ranking),
    auroc: whole.auroc === null ? null : estimate(whole.auroc, auroc, n),
    averagePrecision:
      whole.averagePrecision === null
        ? null
        : estimate(whole.averagePrecision, averagePrecision, Math.max(1, n)),
  };
}

/** Entries from the highest score down. */
interface Ranking {
  readonly order: Uint32Array;
  readonly scores: Float64Array;
  /** 1 for the class, 0 for all others, by entry. */
  readonly positive: Uint8Array;
}

function rank(labelled: readonly LabelledLogits[], classIndex: number, temperature: number): Ranking {
  const scores = Float64Array.from(labelled, ({ logits }) => softmax(logits, temperature)[classIndex] ?? 0);
  const positive = Uint8Array.from(labelled, ({ truth }) => (truth === classIndex ? 1 : 0));
  const order = Uint32Array.from(labelled, (_, index) => index);
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  return { order, scores, positive };
}

/** Both areas for one draw of samples. */
function areas(
  { order, scores, positive }: Ranking,
  clusters: Uint32Array,
  weights: Uint32Array,
): { auroc: number | null; averagePrecision: number | null } {
  let [truePositives, falsePositives, area, sum] = [0, 0, 0, 0];
  for (let place = 0; place < order.length;) {
    const score = scores[order[place] ?? 0];
    let [right, wrong] = [0, 0];
    // Equal scores pass the threshold together.
    for (; place < order.length && scores[order[place] ?? 0] === score; place += 1) {
      const entry = order[place] ?? 0;
      const weight = weights[clusters[entry] ?? 0] ?? 0;
      if (positive[entry] === 1) right += weight;
      else wrong += weight;
    }
    area += wrong * (truePositives + right / 2);
    truePositives += right;
    falsePositives += wrong;
    if (right > 0) sum += (right * truePositives) / (truePositives + falsePositives);
  }
  return {
    auroc: truePositives === 0 || falsePositives === 0 ? null : area / (truePositives * falsePositives),
    averagePrecision: truePositives === 0 ? null : sum / truePositives,
  };
}

function curvePoints({
  order,
  scores,
  positive,
}: Ranking): Pick<ClassCurves, 'positives' | 'negatives' | 'roc' | 'precisionRecall'> {
  const positives = positive.reduce((count, one) => count + one, 0);
  const negatives = order.length - positives;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const roc: ThresholdPoint[] = [{ x: 0, y: 0, threshold: null }];
  const precisionRecall: ThresholdPoint[] = [{ x: 0, y: 1, threshold: null }];
  let [truePositives, falsePositives] = [0, 0];
  order.forEach((entry, place) => {
    if (positive[entry] === 1) truePositives += 1;
    else falsePositives += 1;
    const threshold = scores[entry] ?? 0;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === threshold) return;
    roc.push({ x: share(falsePositives, negatives), y: share(truePositives, positives), threshold });
    precisionRecall.push({
      x: share(truePositives, positives),
      y: truePositives / (truePositives + falsePositives),
      threshold,
    });
  });
  return { positives, negatives, roc, precisionRecall };
}

/**
 * As many points of a curve as can be told apart on a screen: those at least `1 / most` from the last one kept. The first and
 * the last stay.
 */
export function thinned(points: readonly ThresholdPoint[], most = 400): ThresholdPoint[] {
  let kept: ThresholdPoint | undefined;
  return points.filter((point, index) => {
    const far = kept === undefined || Math.abs(point.x - kept.x) + Math.abs(point.y - kept.y) >= 1 / most;
    if (far || index === points.length - 1) kept = point;
    return kept === point;
  });
}
