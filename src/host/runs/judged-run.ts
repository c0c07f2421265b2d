import type { Confidences } from '#shared/contract/topics/figures.ts';
import { type JudgedSide, type Judgement, judgementsOn } from '#shared/learning/prediction/judgement.ts';
import { evaluateOne } from '#shared/learning/figures/metrics.ts';
import { type ClassFigures, perClassFigures } from '#shared/learning/figures/per-class.ts';
import type { BothEvaluations, Evaluation } from '#shared/learning/plan.ts';
import type { Predictions } from '#shared/learning/prediction/predictions.ts';
import { reliabilityOf } from '#shared/learning/figures/reliability.ts';
import { type ClassCurves, classCurves, thinned } from '#shared/learning/figures/roc.ts';
import type { Measure } from '#shared/studies/study.ts';

interface Facts {
  /** By which the logits are divided. */
  readonly temperature: number;
  /** Of the bootstraps: the run's own. */
  readonly seed: number;
  /** Test figures as the run's end told them. */
  readonly test: BothEvaluations | undefined;
}

/** A finished run's predictions with what was worked out from them: nothing is worked out twice. */
export class JudgedRun {
  readonly predictions: Predictions;
  readonly #facts: Facts;
  readonly #known = new Map<string, unknown>();

  constructor(predictions: Predictions, facts: Facts) {
    this.predictions = predictions;
    this.#facts = facts;
  }

  get temperature(): number {
    return this.#facts.temperature;
  }

  get seed(): number {
    return this.#facts.seed;
  }

  judgements(side: JudgedSide, by: Measure): readonly Judgement[] {
    const { temperature } = this;
    return this.#once(`judgements ${side} ${by}`, () =>
      judgementsOn(this.predictions.photos, { side, by, temperature }),
    );
  }

  /** Null where the split has nothing on that side. */
  evaluation(side: JudgedSide, by: Measure): Evaluation | null {
    const { test } = this.#facts;
    if (side === 'test' && test !== undefined) return test[by];
    const judged = this.judgements(side, by);
    if (judged.length === 0) return null;
    const classes = this.predictions.classes.length;
    return this.#once(`evaluation ${side} ${by}`, () => evaluateOne(judged, classes, this.seed));
  }

  perClass(side: JudgedSide, by: Measure): readonly ClassFigures[] {
    return this.#once(`per class ${side} ${by}`, () =>
      perClassFigures(this.judgements(side, by), this.predictions.classes.length, this.seed),
    );
  }

  /** Thinned to what a screen shows. */
  curves(side: JudgedSide, by: Measure, classIndex: number): ClassCurves {
    const { temperature, seed } = this;
    return this.#once(`curves ${side} ${by} ${classIndex}`, () => {
      const curves = classCurves(this.judgements(side, by), classIndex, { temperature, seed });
      return { ...curves, roc: thinned(curves.roc), precisionRecall: thinned(curves.precisionRecall) };
    });
  }

  /** What its confidences are worth on one side; null where there is nothing on it. */
  confidences(side: JudgedSide): Confidences | null {
    const photos = this.judgements(side, 'photo');
    if (photos.length === 0) return null;
    return this.#once(`confidences ${side}`, () => ({
      side,
      reliability: reliabilityOf(photos, this.temperature),
      samples: this.judgements(side, 'sample').map(({ sample, confidence, truth, predicted }) => ({
        sample,
        confidence,
        right: truth === predicted,
      })),
    }));
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#known.has(name)) this.#known.set(name, make());
    return this.#known.get(name) as T;
  }
}
