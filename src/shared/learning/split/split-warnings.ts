import { type Side, sides } from '../plan.ts';

/** How many samples of a class a split puts on each side. */
export interface ClassOnSides {
  readonly name: string;
  readonly train: number;
  readonly val: number;
  readonly test: number;
}

/** A class with fewer samples than this is trained on, but what a test says of it is rough. */
const fewSamples = 10;
/** Fewer samples than this, in all, make a model that knows little beside them. */
const fewInAll = 30;
/** Of fewer than this in the test, the exact interval of a good model spans thirty points: 18 of 20 are 68 to 99 %. */
const fewInTest = 20;
/** Where one class has so many times as many training samples as another, it is said. */
const imbalance = 5;
/** Of a long list of classes so many are named. */
const named = 4;

const sideWords: Record<Side, string> = { train: 'training', val: 'validation', test: 'the test' };

/**
 * Notes for a person on what a split is too small for, in whole sentences, few however many classes there are.
 *
 * @param asked the sides that the split was asked for: a side that nobody wanted is not missed.
 */
export function splitWarnings(classes: readonly ClassOnSides[], asked: ReadonlySet<Side>): string[] {
  const warnings: string[] = [];
  if (classes.length === 1)
    warnings.push(
      `All samples are of one class ("${classes[0]?.name ?? ''}"): there is nothing to tell apart. Label samples of another class, or choose more classes.`,
    );
  for (const [missing, members] of Map.groupBy(classes, (one) => missingSides(one, asked))) {
    if (missing === '') continue;
    const [verb, them] = members.length === 1 ? ['has', 'it'] : ['have', 'them'];
    const untested = missing.includes(sideWords.test) ? `; the figures will say nothing about ${them}` : '';
    warnings.push(`${listed(members)} ${verb} too few samples to give any to ${missing}${untested}.`);
  }
  const few = classes.filter((one) => missingSides(one, asked) === '' && inAll(one) < fewSamples);
  if (few.length > 0) {
    const [verb, them] = few.length === 1 ? ['has', 'it'] : ['have', 'them'];
    warnings.push(
      `${listed(few)} ${verb} fewer than ${fewSamples} samples: what the test says about ${them} is a rough guess.`,
    );
  }
  const bySize = classes.toSorted((a, b) => a.train - b.train);
  const [least, most] = [bySize[0], bySize.at(-1)];
  if (least !== undefined && most !== undefined && least.train > 0 && most.train >= imbalance * least.train)
    warnings.push(
      `"${most.name}" has ${Math.round(most.train / least.train)} times as many training samples as "${least.name}" (${most.train} and ${least.train}). Class weights make up for part of it; more samples of "${least.name}" help more.`,
    );
  return [...warnings, ...sizeWarnings(classes, asked)];
}

/** What is too little in all, and what would help. */
function sizeWarnings(classes: readonly ClassOnSides[], asked: ReadonlySet<Side>): string[] {
  const all = classes.reduce((sum, one) => sum + inAll(one), 0);
  const test = classes.reduce((sum, one) => sum + one.test, 0);
  return [
    ...(all >= fewInAll
      ? []
      : [
          `${counted(all)} in all: enough to try it out, too few to trust what comes of it. Label more of every class.`,
        ]),
    ...(!asked.has('test') || test >= fewInTest
      ? []
      : [
          `${counted(test)} in the test: its figures will be rough. Label more samples, or give the test a larger share.`,
        ]),
  ];
}

function counted(samples: number): string {
  return samples === 1 ? '1 sample' : `${samples} samples`;
}

function inAll({ train, val, test }: ClassOnSides): number {
  return train + val + test;
}

function missingSides(counts: ClassOnSides, asked: ReadonlySet<Side>): string {
  return sides
    .filter((side) => asked.has(side) && counts[side] === 0)
    .map((side) => sideWords[side])
    .join(' or ');
}

/** `Class "film"`, `Classes "film" and "foam"`, `12 classes ("a", "b", "c", "d" and 8 others)`. */
function listed(classes: readonly ClassOnSides[]): string {
  const names = classes.map(({ name }) => `"${name}"`);
  if (names.length === 1) return `Class ${names.join('')}`;
  if (names.length <= named) return `Classes ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  const rest = names.length - named;
  return `${names.length} classes (${names.slice(0, named).join(', ')} and ${rest} ${rest === 1 ? 'other' : 'others'})`;
}
