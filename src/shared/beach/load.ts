import type { Estimate } from '../learning/figures/cluster-bootstrap.ts';
import type { Outcome } from '../learning/prediction/verdict.ts';
import type { SurveyProtocol } from '../domain/survey.ts';
import { type SizeClass, sizeClassOf, vocabularies } from '../domain/vocabulary.ts';
import { type BlankLimits, blankLimits, standing } from './blanks.ts';
import { type Confusion, uncorrectable } from './confusion.ts';
import { type Grams, type Weighed, gramsOf } from './grams.ts';
import {
  type Counted,
  type Counts,
  type Drawn,
  type Means,
  estimateOf,
  meansPerQuadrat,
} from './estimate.ts';

type Role = 'environmental' | 'blank' | 'spike';

/** One thing that was counted: a sample, or what was accepted in a reviewed tray. */
export interface BeachItem {
  readonly role: Role;
  /** The quadrat or blank that it is of; null where nobody said. */
  readonly replicate: number | null;
  /** The class that a person gave it. */
  readonly person: string | null;
  /** What the model takes it for, sure or not. */
  readonly model: { readonly class: string; readonly outcome: Outcome } | null;
  /** Ids of the vocabulary's terms. */
  readonly morphotype: string | null;
  readonly colour: string | null;
  /** Largest Feret diameter. */
  readonly sizeUm: number | null;
  readonly massMg: number | null;
  readonly polymer: string | null;
}

/** All that is known of what a survey found. */
export interface Found {
  readonly items: readonly BeachItem[];
  /** Reviewed trays, those without a thing too: a quadrat or blank in which nothing was found is one. */
  readonly trays: readonly { readonly role: Role; readonly replicate: number | null }[];
  readonly protocol: SurveyProtocol['fields'];
  /** The model whose verdicts these are, and what it takes for what; null where none is in use. */
  readonly model: {
    readonly name: string;
    readonly classes: readonly string[];
    readonly confusion: Confusion | null;
  } | null;
}

/** Units of a density, in order. */
export const densityUnits = ['m2', 'kg', 'L'] as const;
export type DensityUnit = (typeof densityUnits)[number];

/** What was counted of one class, and what it comes to. */
export interface ClassLoad {
  readonly name: string;
  /** Things of the beach that the model takes for it. */
  readonly model: number;
  /** Things of the beach that a person says are of it. */
  readonly person: number;
  /** In blanks, by person or model. */
  readonly blanks: number;
  /** Per quadrat, corrected, blanks subtracted. */
  readonly perQuadrat: Estimate;
  readonly densities: Readonly<Partial<Record<DensityUnit, Estimate>>>;
  /** Null where nothing was weighed, or without an area. */
  readonly grams: Grams | null;
}

/** Classes within one shape, colour or size. */
export interface Stratum {
  readonly id: string | null;
  readonly word: string;
  readonly things: number;
  readonly classes: readonly { readonly name: string; readonly estimate: Estimate }[];
  readonly total: Estimate;
}

export interface Load {
  readonly quadrats: number | null;
  /** Whether it is known which thing is of which quadrat: else the spread is not. */
  readonly apart: boolean;
  readonly classes: readonly ClassLoad[];
  readonly total: ClassLoad;
  /** Per quadrat, with what it was drawn from, to compare; factors turn it into densities. */
  readonly means: Means;
  readonly names: readonly string[];
  readonly factors: Readonly<Partial<Record<DensityUnit, number>>>;
  /** The unit that strata are told in. */
  readonly unit: DensityUnit | null;
  readonly strata: Readonly<Record<'morphotype' | 'colour' | 'size', readonly Stratum[]>>;
  readonly blanks:
    | (BlankLimits & { readonly counts: readonly number[]; readonly standing: ReturnType<typeof standing> })
    | null;
  readonly spikes: number;
  /** Things that the model was not sure of, or had never seen the like of, and nobody decided on. */
  readonly unsure: number;
  readonly unlike: number;
  /** Why the model's counts stand uncorrected; null where they are corrected, or the model counted nothing. */
  readonly uncorrected: string | null;
  /** Whether anything was counted by the model alone. */
  readonly byModel: boolean;
}

/** Things that neither a person nor the model gave a class. */
export const unclassed = 'no class';

/** What a survey's beach carries. @param seed of the draws; the same gives the same intervals. */
export function loadOf({ items, trays, protocol, model }: Found, seed = 1): Load {
  const names = classNames(items, model?.classes ?? []);
  const of = (role: Role): BeachItem[] => items.filter((one) => one.role === role);
  const [beach, inBlanks] = [of('environmental'), of('blank')];
  const layout = layoutOf(beach, trays, protocol.replicates);
  const blankCount = countOfBlanks(inBlanks, trays, protocol);
  const blankLayout =
    blankCount === null ? null : apartBy([...inBlanks, ...ofRole(trays, 'blank')], blankCount);
  const byModel = [...beach, ...inBlanks].some(({ person, model: said }) => person === null && said !== null);
  const uncorrected = byModel ? whyNot(model) : null;
  const confusion = byModel && uncorrected === null ? (model?.confusion ?? null) : null;
  const meansOf = (keep: (item: BeachItem) => boolean): Means =>
    meansPerQuadrat(
      {
        quadrats: countsIn(beach.filter(keep), layout, names),
        blanks: blankLayout && countsIn(inBlanks.filter(keep), blankLayout, names),
        confusion,
      },
      { seed },
    );
  const means = meansOf(() => true);
  const factors = layout.known ? factorsOf(protocol, layout.of) : {};
  const unit = densityUnits.find((one) => factors[one] !== undefined) ?? null;
  const factor = unit === null ? 1 : (factors[unit] ?? 1);
  const weighed = means.classes.map((count, index) => ({
    count,
    massesMg: beach.filter((one) => classOf(one) === names[index]).map(({ massMg }) => massMg),
  }));
  const loadOfClass = (
    name: string,
    drawn: Drawn,
    is: (item: BeachItem) => boolean,
    of: readonly Weighed[],
  ): ClassLoad => ({
    name,
    model: beach.filter((one) => one.model !== null && (name === '' || one.model.class === name)).length,
    person: beach.filter((one) => one.person !== null && (name === '' || one.person === name)).length,
    blanks: inBlanks.filter(is).length,
    perQuadrat: estimateOf(drawn),
    densities: Object.fromEntries(Object.entries(factors).map(([key, by]) => [key, estimateOf(drawn, by)])),
    grams: factors.m2 === undefined ? null : gramsOf(of, factors.m2, seed),
  });
  const strata = (
    keyOf: (item: BeachItem) => string | null,
    words: readonly { readonly id: string; readonly word: string }[],
  ): Stratum[] =>
    [...words, { id: null, word: 'Not said' }].flatMap(({ id, word }) => {
      const things = beach.filter((item) => keyOf(item) === id).length;
      if (things === 0) return [];
      const within = meansOf((item) => keyOf(item) === id);
      const classes = within.classes.map((drawn, index) => ({
        name: names[index] ?? '',
        estimate: estimateOf(drawn, factor),
      }));
      return [{ id, word, things, classes, total: estimateOf(within.total, factor) }];
    });
  const limits = blankLayout && blankLimits(sumsOf(countsIn(inBlanks, blankLayout, names)));
  return {
    quadrats: layout.known ? layout.of : null,
    apart: layout.rows.length > 1,
    names,
    means,
    factors,
    unit,
    classes: means.classes.map((drawn, index) =>
      loadOfClass(
        names[index] ?? '',
        drawn,
        (item) => classOf(item) === names[index],
        weighed.slice(index, index + 1),
      ),
    ),
    total: loadOfClass('', means.total, () => true, weighed),
    strata: {
      morphotype: strata(({ morphotype }) => morphotype, vocabularies.morphotype),
      colour: strata(({ colour }) => colour, vocabularies.colour),
      size: strata(({ sizeUm }) => sizeClass(sizeUm)?.id ?? null, vocabularies.sizeClass),
    },
    blanks: limits && {
      ...limits,
      blanks: blankLayout.of,
      counts: blankLayout.rows.length > 1 ? sumsOf(countsIn(inBlanks, blankLayout, names)) : [],
      standing: standing(beach.length / layout.of, limits),
    },
    spikes: of('spike').length,
    unsure: beach.filter(({ person, model: said }) => person === null && said?.outcome === 'unsure').length,
    unlike: beach.filter(({ person, model: said }) => person === null && said?.outcome === 'unlike').length,
    uncorrected,
    byModel,
  };
}

function sizeClass(um: number | null): SizeClass | undefined {
  return um === null ? undefined : sizeClassOf(um);
}

/** The model's classes in its order, then those of persons alone, then what has none. */
function classNames(items: readonly BeachItem[], ofModel: readonly string[]): string[] {
  const counted = items.filter(({ role }) => role !== 'spike');
  const known = new Set(ofModel);
  const others = new Set(counted.flatMap(({ person, model }) => [person, model?.class ?? null]));
  const more = [...others].flatMap((name) => (name === null || known.has(name) ? [] : [name])).toSorted();
  return [...ofModel, ...more, ...(counted.some((item) => classOf(item) === unclassed) ? [unclassed] : [])];
}

function classOf({ person, model }: BeachItem): string {
  return person ?? model?.class ?? unclassed;
}

function whyNot(model: Found['model']): string | null {
  if (model === null) return 'no model is in use';
  if (model.confusion === null)
    return 'it is not known what the model takes for what: evaluate it on samples that it has not seen';
  return uncorrectable(model.confusion, model.classes) ?? null;
}

/** Which replicates are counted apart (none: all in one row), of how many. */
interface Layout {
  readonly rows: readonly number[];
  readonly of: number;
}

type Placed = Pick<BeachItem, 'replicate'>;

function apartBy(things: readonly Placed[], of: number): Layout {
  const isApart = of > 1 && things.every(({ replicate }) => replicate !== null && replicate <= of);
  return { of, rows: isApart ? Array.from({ length: of }, (_, index) => index + 1) : [] };
}

/** The quadrats of the beach: as many as the protocol says, else as many as have a number. */
function layoutOf(
  beach: readonly Placed[],
  trays: Found['trays'],
  replicates: number | null,
): Layout & { readonly known: boolean } {
  const things = [...beach, ...ofRole(trays, 'environmental')];
  const numbers = things.map(({ replicate }) => replicate);
  const seen = numbers.includes(null) ? 0 : Math.max(0, ...numbers.map((one) => one ?? 0));
  const of = replicates ?? seen;
  return { ...apartBy(things, Math.max(1, of)), known: of > 0 };
}

function ofRole(trays: Found['trays'], role: Role): Found['trays'] {
  return trays.filter((one) => one.role === role);
}

/** How many blanks there were: as many as the protocol says, else as many as are in the lab; null for none. */
function countOfBlanks(
  inBlanks: readonly Placed[],
  trays: Found['trays'],
  { fieldBlanks, labBlanks }: SurveyProtocol['fields'],
): number | null {
  const said = (fieldBlanks ?? 0) + (labBlanks ?? 0);
  const places = [...inBlanks, ...ofRole(trays, 'blank')].map(({ replicate }) => replicate);
  const seen = new Set(places).size;
  // A count of particles alone is of no class; see what is missing.
  if (places.length === 0) return null;
  return Math.max(said, seen, 1);
}

function countsIn(items: readonly BeachItem[], { rows, of }: Layout, names: readonly string[]): Counts {
  const place = new Map(names.map((name, index) => [name, index]));
  const rowOf = (members: readonly BeachItem[]): Counted => {
    const person = names.map(() => 0);
    const model = names.map(() => 0);
    for (const item of members) {
      // What has no class is taken as it is, as a person's word is.
      const counts = item.person === null && item.model !== null ? model : person;
      const index = place.get(classOf(item)) ?? 0;
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return { person, model };
  };
  return {
    of,
    rows:
      rows.length === 0
        ? [rowOf(items)]
        : rows.map((row) => rowOf(items.filter(({ replicate }) => replicate === row))),
  };
}

function sumsOf({ rows, of }: Counts): number[] {
  const sums = rows.map(({ person, model }) => [...person, ...model].reduce((total, one) => total + one, 0));
  // Blanks that were not kept apart have a mean and no spread.
  return rows.length === of ? sums : [(sums[0] ?? 0) / of];
}

/** From a mean per quadrat to a density. Mass and volume are those of all quadrats together. */
function factorsOf(
  { quadratSide, dryMass, volume }: SurveyProtocol['fields'],
  quadrats: number,
): Partial<Record<DensityUnit, number>> {
  return {
    ...(quadratSide !== null && { m2: 1 / (quadratSide / 100) ** 2 }),
    ...(dryMass !== null && { kg: quadrats / dryMass }),
    ...(volume !== null && { L: quadrats / volume }),
  };
}

/** What is not there, and what to enter for it: one sentence each. */
export function missingIn({ items, trays, protocol }: Found, load: Load, allTrays: number): string[] {
  const beach = items.filter(({ role }) => role === 'environmental');
  const without = (field: 'sizeUm' | 'massMg' | 'replicate'): number =>
    beach.filter((item) => item[field] === null).length;
  const unplaced =
    without('replicate') + ofRole(trays, 'environmental').filter((one) => one.replicate === null).length;
  const none = (isThere: boolean, sentence: string): string[] => (isThere ? [] : [sentence]);
  return [
    ...none(
      trays.length === allTrays,
      `${allTrays - trays.length} of ${allTrays} trays are not reviewed: what is in them is not counted. Review them.`,
    ),
    ...none(
      load.quadrats !== null,
      'How many quadrats there were: no densities. Enter Replicates in the survey.',
    ),
    ...none(protocol.quadratSide !== null, 'The area: no items per m². Enter Quadrat side in the survey.'),
    ...none(protocol.dryMass !== null, 'The dry mass: no items per kg. Enter Sediment, dry in the survey.'),
    ...none(
      protocol.volume !== null,
      'The volume: no items per litre. Enter Sediment, volume in the survey.',
    ),
    ...none(
      load.apart || load.quadrats === 1,
      `Of which quadrat things are${unplaced > 0 ? ` (${unplaced} without)` : ''}: the intervals have the error of counting alone and are too narrow where a beach is patchy. Enter the replicate of samples and trays.`,
    ),
    ...none(
      load.blanks !== null,
      (protocol.blankParticles ?? 0) > 0
        ? 'What was in the blanks: nothing is subtracted. The survey says how many particles, not of which class; enter them as samples of the role Blank.'
        : 'Blanks: nothing is subtracted. Enter what they held as samples or trays of the role Blank.',
    ),
    ...none(
      load.blanks?.detection !== null,
      'Of which blank things are: there are no limits of detection and quantification. Enter at least two blanks, with the replicate of their things.',
    ),
    ...none(
      protocol.spikeRecovery !== null,
      'Recovery: how much is lost on the way is not known. Enter Recovery of spikes.',
    ),
    ...none(
      without('sizeUm') === 0,
      `The size of ${without('sizeUm')} of ${beach.length} things. Enter it, or give trays a scale.`,
    ),
    ...none(
      without('massMg') === 0,
      `The mass of ${without('massMg')} of ${beach.length} things: grams are of the others alone.`,
    ),
  ];
}
