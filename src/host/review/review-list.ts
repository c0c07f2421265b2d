import { type Agreement, type Pair, agreementOf } from '#shared/review/agreement.ts';
import { type Candidate, type Opinion, reviewQueue } from '#shared/review/queue.ts';
import {
  type AgreementResult,
  type AskedSamples,
  type ReviewList,
  askedSamples,
  labelReader,
  modelReader,
} from '#shared/review/review.ts';
import type { ReadableDb } from '../catalogue/database.ts';
import type { Lab } from '../catalogue/lab.ts';
import { listClasses } from '../catalogue/queries/classes.ts';
import {
  type ModelFile,
  findModel,
  foundModel,
  runOfModel,
} from '#host/catalogue/queries/learning/models.ts';
import {
  type ReadingRow,
  type ReviewScope,
  independentLabels,
  listReadings,
  openClaims,
  samplesToReview,
  unreadSamples,
} from '../catalogue/queries/review.ts';
import { opinionsOf } from './opinions.ts';

interface Asked extends ReviewScope {
  /** Default: the one in use. */
  readonly model?: number | undefined;
}

/** More than anybody reviews before the list is asked for again. */
const listed = 500;

/** The samples that need a look, the most urgent first. @throws StrandlineError `not-found` for a model. */
export function reviewList(lab: Lab, { survey, model: id }: Asked): ReviewList {
  const model = modelAsked(lab.db, id);
  const opinions = opinionsIf(lab, model);
  const samples = samplesToReview(lab.db, { survey });
  const readings = unsettledReadings(lab.db, { survey });
  const claims = Map.groupBy(openClaims(lab.db, { survey }), ({ sample }) => sample);
  const candidates = samples.map(({ id: sample, label, reviewed }): Candidate => ({
    sample,
    label,
    // A person has decided already, knowing what the model says.
    opinion: reviewed === 1 ? null : (opinions.get(sample) ?? null),
    readings: (readings.get(sample) ?? []).map(({ person, classId }) => ({ person, classId })),
    claims: (claims.get(sample) ?? []).map(({ classId, file }) => ({ classId, file })),
  }));
  const queue = reviewQueue(candidates);
  return {
    model: named(model),
    total: queue.length,
    items: queue.slice(0, listed),
    samples: samples.length,
    opinions: samples.filter((sample) => opinions.has(sample.id)).length,
  };
}

/** Readings of samples about which nothing has been decided since. */
function unsettledReadings(db: ReadableDb, scope: ReviewScope): Map<number, ReadingRow[]> {
  return Map.groupBy(
    listReadings(db, scope).filter(({ settled }) => settled === 0),
    ({ sample }) => sample,
  );
}

/**
 * Samples that a reader has yet to read blind, in an order that tells nothing: an import goes class by class, so numbers do
 * too. The order stays as it is while samples are read.
 */
export function blindList(
  db: ReadableDb,
  { survey, person }: ReviewScope & { person: string },
): Uint32Array<ArrayBuffer> {
  return unreadSamples(db, { survey, person }).sort((a, b) => scattered(a) - scattered(b));
}

/** Knuth's multiplicative hash: neighbours come to lie far apart. */
function scattered(id: number): number {
  return Math.imul(id, 2_654_435_761) >>> 0;
}

/** How readers, the labels and a model agree. @throws StrandlineError `not-found` for a model. */
export function agreementResult(lab: Lab, { survey, model: id }: Asked): AgreementResult {
  const { db } = lab;
  const model = modelAsked(db, id);
  const names = new Map(listClasses(db).map((one) => [one.id, one.name]));
  return {
    model: named(model),
    readers: readersAgreement(listReadings(db, { survey }), names),
    modelAndLabel: model === undefined ? [] : modelAgreements(lab, model, { survey }, names),
  };
}

type Names = ReadonlyMap<number, string>;

function readersAgreement(readings: readonly ReadingRow[], names: Names): Agreement[] {
  const people = [...new Set(readings.map(({ person }) => person))].sort();
  const said = new Map(
    people.map((person) => [
      person,
      new Map(readings.filter((row) => row.person === person).map((row) => [row.sample, row.classId])),
    ]),
  );
  const withLabel = people.map((person) =>
    agreementOf(
      labelReader,
      person,
      readings
        .filter((row) => row.person === person)
        .flatMap(({ labelThen, classId }) => pair(labelThen, classId, names)),
    ),
  );
  const withEachOther = people.flatMap((a, index) =>
    people.slice(index + 1).map((b) =>
      agreementOf(
        a,
        b,
        [...(said.get(a) ?? [])].flatMap(([sample, ofA]) => pair(ofA, said.get(b)?.get(sample), names)),
      ),
    ),
  );
  return [...withLabel, ...withEachOther];
}

/** One for each kind of samples that there is a pair of. */
function modelAgreements(
  lab: Lab,
  model: ModelFile,
  scope: ReviewScope,
  names: Names,
): AgreementResult['modelAndLabel'] {
  const opinions = opinionsOf(lab, model);
  const run = runOfModel(lab.db, model.id);
  const labels = independentLabels(lab.db, { ...scope, run: run ?? null });
  const groups = Map.groupBy(labels, ({ side }): AskedSamples =>
    run === undefined ? 'unknown' : (side ?? 'outside'),
  );
  return askedSamples.flatMap((on) => {
    const group = groups.get(on) ?? [];
    const pairs = group.flatMap(({ sample, label }) => pair(label, opinions.get(sample)?.classId, names));
    return pairs.length === 0 ? [] : [{ ...agreementOf(labelReader, modelReader, pairs), on }];
  });
}

function pair(a: number | null, b: number | null | undefined, names: Names): Pair[] {
  const ofA = names.get(a ?? 0);
  const ofB = names.get(b ?? 0);
  return ofA === undefined || ofB === undefined ? [] : [[ofA, ofB]];
}

function opinionsIf(lab: Lab, model: ModelFile | undefined): ReadonlyMap<number, Opinion> {
  return model === undefined ? new Map() : opinionsOf(lab, model);
}

function named(model: ModelFile | undefined): { id: number; name: string } | null {
  return model === undefined ? null : { id: model.id, name: model.name };
}

/** A lab without a model is reviewed too: its readers may disagree. */
function modelAsked(db: ReadableDb, id: number | undefined): ModelFile | undefined {
  return id === undefined ? findModel(db, undefined) : foundModel(db, id);
}
