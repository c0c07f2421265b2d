import type { Confidences } from '#shared/contract/topics/figures.ts';
import {
  type HeldOutSide,
  type LabelledPrediction,
  type RunPredictions,
  labelledPredictions,
} from '#shared/learning/prediction/run-predictions.ts';
import { evaluateOne } from '#shared/learning/figures/metrics.ts';
import { type ClassFigures, perClassFigures } from '#shared/learning/figures/per-class.ts';
import type { BothEvaluations, Evaluation } from '#shared/learning/plan.ts';
import { confidencesOf, reliabilityOf } from '#shared/learning/figures/reliability.ts';
import { type ClassCurves, classCurves, thinned } from '#shared/learning/figures/roc.ts';
import type { Sureness } from '#shared/learning/prediction/sureness.ts';
import type { Measure } from '#shared/studies/study.ts';

interface Facts {
  /** By which the logits are divided. */
  readonly temperature: number;
  /** How sure it may be; null of an older run. */
  readonly sureness: Sureness | null;
  /** Of the bootstraps: the run's own. */
  readonly seed: number;
  /** Test figures as the run's end told them. */
  readonly test: BothEvaluations | undefined;
}

/** A finished run's predictions with what was worked out from them: nothing is worked out twice. */
export class RunFigures {
  readonly predictions: RunPredictions;
  readonly #facts: Facts;
  readonly #known = new Map<string, unknown>();

  constructor(predictions: RunPredictions, facts: Facts) {
    this.predictions = predictions;
    this.#facts = facts;
  }

  get temperature(): number {
    return this.#facts.temperature;
  }

  get seed(): number {
    return this.#facts.seed;
  }

  labelled(side: HeldOutSide, by: Measure): readonly LabelledPrediction[] {
    const { temperature } = this;
    return this.#once(`labelled ${side} ${by}`, () =>
      labelledPredictions(this.predictions.photos, { side, by, temperature }),
    );
  }

  /** Null where the split has nothing on that side. */
  evaluation(side: HeldOutSide, by: Measure): Evaluation | null {
    const { test } = this.#facts;
    if (side === 'test' && test !== undefined) return test[by];
    const predictions = this.labelled(side, by);
    if (predictions.length === 0) return null;
    const classes = this.predictions.classes.length;
    return this.#once(`evaluation ${side} ${by}`, () => evaluateOne(predictions, classes, this.seed));
  }

  perClass(side: HeldOutSide, by: Measure): readonly ClassFigures[] {
    return this.#once(`per class ${side} ${by}`, () =>
      perClassFigures(this.labelled(side, by), this.predictions.classes.length, this.seed),
    );
  }

  /** Thinned to what a screen shows. */
  curves(side: HeldOutSide, by: Measure, classIndex: number): ClassCurves {
    const { temperature, seed } = this;
    return this.#once(`curves ${side} ${by} ${classIndex}`, () => {
      const curves = classCurves(this.labelled(side, by), classIndex, { temperature, seed });
      return { ...curves, roc: thinned(curves.roc), precisionRecall: thinned(curves.precisionRecall) };
    });
  }

  /** What its confidences are worth on one side; null where there is nothing on it. */
  confidences(side: HeldOutSide): Confidences | null {
    const photos = this.labelled(side, 'photo');
    if (photos.length === 0) return null;
    return this.#once(`confidences ${side}`, () => ({
      side,
      reliability: reliabilityOf(photos, this.temperature),
      samples: confidencesOf(this.labelled(side, 'sample'), this.temperature, this.#facts.sureness),
    }));
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#known.has(name)) this.#known.set(name, make());
    return this.#known.get(name) as T;
  }
}
