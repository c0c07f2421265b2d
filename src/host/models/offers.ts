import type { Lab } from '#host/catalogue/lab.ts';
import {
  type ModelFile,
  findModel,
  foundModel,
  runOfModel,
} from '#host/catalogue/queries/learning/models.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { foundRun } from '#host/catalogue/queries/learning/runs.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { predictionOf, thingsOf } from '#host/runs/predicted-photos.ts';
import { readStoredPlan } from '#host/runs/stored-plan.ts';
import type { Disagreements } from '#shared/contract/topics/figures.ts';
import { StrandlineError } from '#shared/errors.ts';
import {
  type CommonTest,
  type Entrant,
  type PredictedTwice,
  commonTest,
  differenceOnCommon,
  predictedTwice,
} from '#shared/learning/compare/compare.ts';
import { type HeldOut, heldOutOf } from '#shared/learning/compare/doubt.ts';
import {
  type Offer,
  aloneText,
  besideText,
  incomparableText,
  inUseText,
  nothingSharedText,
  offerNotes,
} from '#shared/learning/compare/offer.ts';
import {
  type Contender,
  type SharedTest,
  type TestPhoto,
  sharedTest,
} from '#shared/learning/compare/shared-test.ts';
import type { PhotoPrediction } from '#shared/learning/prediction/run-predictions.ts';
import { bySureness } from '#shared/learning/prediction/run-predictions.ts';
import type { Measure } from '#shared/studies/study.ts';
import { answersOf } from './answers.ts';

/** Of the two that are compared: which model, and what it was trained on. */
interface Side extends Contender {
  readonly model: ModelFile;
}

/** The model in use and the one that is offered, in this order, on what both can be compared on. */
interface Beside {
  readonly sides: readonly [inUse: Side, offered: Side];
  readonly shared: SharedTest;
  readonly entrants: readonly Pick<Entrant, 'predictions' | 'temperature'>[];
  readonly common: CommonTest;
}

/** What is asked of the samples on which two models differ. */
interface Asked {
  readonly by: Measure;
  readonly offset: number;
  readonly limit: number;
}

/** How models do beside the one in use. A comparison is worked out once for each pair, however many ask. */
export class Offers {
  readonly #known = new WeakMap<Lab, Map<string, Promise<Beside>>>();

  /** @throws StrandlineError `not-found`. */
  async of(lab: Lab, id: number): Promise<Offer> {
    const offered = foundModel(lab.db, id);
    const used = findModel(lab.db, undefined);
    const nothing = { model: id, notes: [], samples: 0, photos: 0, difference: null };
    if (used === undefined) return { ...nothing, inUse: null, ...aloneText(heldOutBy(lab, offered)) };
    const inUse = { model: used.id, name: used.name };
    if (used.id === id) return { ...nothing, inUse, ...inUseText };
    let beside: Beside;
    try {
      beside = await this.#beside(lab, used, offered);
    } catch (error) {
      if (!(error instanceof StrandlineError)) throw error;
      return { ...nothing, inUse, ...incomparableText(used.name, error.message.replace(/\.$/, '')) };
    }
    const { shared, common } = beside;
    if (common.samples === 0)
      return { ...nothing, inUse, ...incomparableText(used.name, nothingSharedText(shared.leftOut)) };
    const { samples, photos } = common;
    const found = differenceOnCommon(common, [1, 0], 'sample');
    const [a, b] = beside.sides.map(({ plan }) => plan === undefined);
    return {
      ...{ model: id, inUse, samples, photos },
      ...besideText(used.name, found, samples),
      notes: offerNotes(shared.leftOut, { inUse: a ?? false, offered: b ?? false }),
      difference: { value: found.difference, ci95: [...found.ci95] },
    };
  }

  /**
   * The samples, or photos, that the model in use (`a`) and the offered one (`b`) take for different classes: first those
   * that only the offered one names rightly, then those that only the other does.
   *
   * @throws StrandlineError `not-found`, `not-a-model`.
   */
  async differing(lab: Lab, id: number, { by, offset, limit }: Asked): Promise<Disagreements> {
    const offered = foundModel(lab.db, id);
    const used = findModel(lab.db, undefined);
    if (used === undefined || used.id === id) return { total: 0, entries: [] };
    const { entrants, common } = await this.#beside(lab, used, offered);
    const classes = (model: ModelFile, index: number): number | undefined => model.classes[index]?.id;
    const differing = predictedTwice(entrants, common, [0, 1], by)
      .filter(({ a, b }) => classes(used, a.predicted) !== classes(offered, b.predicted))
      .toSorted((one, other) => rank(one) - rank(other) || bySureness(one.b, other.b));
    const shown = differing.slice(offset, offset + limit);
    const things = thingsOf(
      lab,
      shown.map(({ a }) => a),
      used.classes,
      by,
    );
    return {
      total: differing.length,
      entries: shown.flatMap(({ a, b }, index) => {
        const thing = things[index];
        if (thing === undefined) return [];
        return [{ ...thing, a: predictionOf(a, used.classes), b: predictionOf(b, offered.classes) }];
      }),
    };
  }

  #beside(lab: Lab, inUse: ModelFile, offered: ModelFile): Promise<Beside> {
    const known = this.#known.get(lab) ?? new Map<string, Promise<Beside>>();
    this.#known.set(lab, known);
    // A class that was merged is another one in both.
    const key = JSON.stringify([inUse, offered].map(({ id, classes }) => [id, classes.map((one) => one.id)]));
    const found = known.get(key) ?? setBeside(lab, [sideOf(lab, inUse), sideOf(lab, offered)]);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  }
}

function rank({ cell }: PredictedTwice): number {
  return ['onlyB', 'onlyA', 'neither', 'both'].indexOf(cell);
}

function sideOf(lab: Lab, model: ModelFile): Side {
  const run = runOfModel(lab.db, model.id);
  return { model, classes: model.classes, plan: run === undefined ? undefined : planOf(lab, run) };
}

/** Undefined where the list of a run's photos is damaged: then nobody knows what it has seen. */
function planOf(lab: Lab, run: number): Contender['plan'] {
  try {
    return readStoredPlan(lab, { run });
  } catch {
    return undefined;
  }
}

async function setBeside(lab: Lab, sides: readonly [Side, Side]): Promise<Beside> {
  const shared = sharedTest(...sides);
  const entrants: Pick<Entrant, 'predictions' | 'temperature'>[] = [];
  // One after another: each has the processor to itself.
  for (const { model } of sides) entrants.push(await entrantOf(lab, model, shared.photos));
  return { sides, shared, entrants, common: commonTest(entrants) };
}

async function entrantOf(
  lab: Lab,
  model: ModelFile,
  photos: readonly TestPhoto[],
): Promise<Pick<Entrant, 'predictions' | 'temperature'>> {
  const { temperature } = readModelInfo(modelPath(lab, model));
  const files = photos.map(({ item }) => item);
  const answers = await answersOf(lab, model, files, new AbortController().signal);
  const indexOf = new Map(model.classes.map(({ id }, index) => [id, index]));
  return {
    temperature,
    predictions: {
      classes: [...model.classes],
      photos: photos.flatMap(({ item: { hash, sample }, classId }): PhotoPrediction[] => {
        const answer = answers.get(hash);
        const truth = indexOf.get(classId);
        if (answer === undefined || truth === undefined) return [];
        return [{ hash, sample, side: 'test', truth, ...answer }];
      }),
    },
  };
}

/** How a model did on what its run held back; undefined where that is not known here, null where nothing was. */
function heldOutBy(lab: Lab, model: ModelFile): HeldOut | null | undefined {
  const run = runOfModel(lab.db, model.id);
  const result = run === undefined ? null : foundRun(lab.db, run).result;
  if (run === undefined || result === null) return undefined;
  return heldOutOf(result, planOf(lab, run)?.items ?? []);
}
