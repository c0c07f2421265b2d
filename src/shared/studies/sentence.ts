import { numberText } from '../written.ts';
import { percentText, plainShareText, shareOf, signedText } from '../learning/figures/figure-text.ts';
import type { Hold, LabArm, Measure, MeasuredPoint, Position, Study, Summary, Variable } from './study.ts';
import { type Difference, differenceOf } from './summary.ts';

/** Fewer "do as well" where more bring at most this much, whatever else the test samples had been (design choice). */
const margin = 0.02;

interface Told extends Pick<Study, 'measure' | 'summary' | 'projection'> {
  readonly vary: Variable;
  readonly hold: Hold;
  readonly points: readonly MeasuredPoint[];
}

/** What a study says in plain words: its answer, with the interval that it can be given with, and what else there is to say. */
export function whatIsSaid(study: Told): Pick<Study, 'sentence' | 'remarks'> {
  const [first, second] = study.summary;
  if (first === undefined) return { sentence: 'No run has ended yet.', remarks: [] };
  if (second === undefined)
    return {
      sentence: `So far only ${positionText(study, first.x)}: ${reached(first)}.`,
      remarks: [],
    };
  const [sentence = '', ...remarks] = said(study);
  return { sentence, remarks: [...remarks, ...aside(study.summary)] };
}

/** `6 of 6 runs`; a study that trains nothing has points instead. */
export function endedText({ vary, points, runs }: Pick<Study, 'vary' | 'points' | 'runs'>): string {
  const thing = vary === 'bench-angles' ? 'point' : 'run';
  return `${points.length} of ${runs} ${thing}${runs === 1 ? '' : 's'}`;
}

function said(study: Told): string[] {
  switch (study.vary) {
    case 'photos':
      return morePhotos(study);
    case 'angles':
      return study.hold === 'samples' ? moreAngles(study) : [trade(study)];
    case 'bench-angles':
      return atTheBench(study);
    case 'strategy':
      return [ranking(study)];
    case 'leakage':
      return [gap(study)];
    case 'labs':
      return elsewhere(study);
  }
}

/** What as many photos again should bring; without a curve, what the last ones brought. */
function morePhotos(study: Told): string[] {
  const { few, most } = ends(study);
  const brought = `From ${positionText(study, few.x)} to ${numberText(Number(most.x))}: ${gained(study, most.x, few.x)}.`;
  const have = `${capital(positionText(study, most.x))} reach ${reached(most)}.`;
  const promised = promise(study, 2, (x) => `${whole(x - Number(most.x))} more photos`);
  if (promised === undefined) return [brought, have, ...enough(study)];
  const furthest = promise(study, 4, (x) => `Four times as many photos, ${whole(x)},`);
  return [
    promised,
    have,
    ...(furthest === undefined ? [] : [`${furthest} The curve is followed no further.`]),
    brought,
    ...enough(study),
  ];
}

/** What more angles of the same samples brought. */
function moreAngles(study: Told): string[] {
  const { few, most } = ends(study);
  const samples = samplesTrained(study, most.x);
  return [
    `From ${few.x} to ${anglesText(most.x)} of each of ${whole(samples)} training samples: ${gained(study, most.x, few.x)}.`,
    `${capital(anglesText(few.x))}: ${reached(few)}; ${most.x}: ${reached(most)}.`,
    ...enough(study),
    ...[promise(study, 2, (x) => `Twice as many angles of each, ${x},`)].flatMap((text) => text ?? []),
  ];
}

/** How many photos of a new fragment a verdict shall be over. */
function atTheBench(study: Told): string[] {
  const rising = risingOf(study);
  const [one, next] = rising;
  const most = rising.at(-1);
  if (one === undefined || next === undefined || most === undefined) return [];
  const told = next === most ? [one, most] : [one, next, most];
  const [first = '', ...others] = told.map(
    ({ x, network: { sample }, tested }, index) =>
      `${index === 0 ? photosOfEach(x) : numberWord(x)}: ${plainShareText(sample.accuracy, sample.ci95, tested.samples)}`,
  );
  const byPhoto = told
    .map(({ network: { photo }, tested }) => shareOf(photo.accuracy, tested.photos))
    .join(', ');
  const steps = told.slice(1).map((to, index) => {
    const from = told[index] ?? one;
    return `${capital(numberWord(to.x))} instead of ${numberWord(from.x)}: ${gained(study, to.x, from.x)}.`;
  });
  return [
    `${[first, ...others].join('; ')}.`,
    `Every sample counts once there, over its choices of photos. With every photo counting once: ${byPhoto}.`,
    ...steps,
    ...enough(study),
  ];
}

function photosOfEach(x: Position): string {
  return `${capital(numberWord(x))} photo${x === 1 ? '' : 's'} of each new fragment`;
}

/** `350 more photos should bring about 4 points by sample (0 to 9) and 3 by photo (0 to 8).`; undefined without a curve. */
function promise({ projection }: Told, times: number, what: (x: number) => string): string | undefined {
  const [bySample, byPhoto] = (['sample', 'photo'] as const).map((measure) =>
    projection?.[measure].gains.find((gain) => gain.times === times),
  );
  if (bySample === undefined || byPhoto === undefined) return undefined;
  const about = ({ gain, ci95: [low, high] }: typeof bySample): readonly [string, string] => [
    `${Math.round(100 * gain)}`,
    `(${Math.floor(100 * low + 1e-9)} to ${Math.ceil(100 * high - 1e-9)})`,
  ];
  const [points, range] = about(bySample);
  return `${what(bySample.x)} should bring about ${points} point${points === '1' ? '' : 's'} by sample ${range} and ${about(byPhoto).join(' by photo ')}.`;
}

/** Which fewer do as well as the most; or that it cannot be told; or that none do. By sample, and by photo. */
function enough(study: Told): string[] {
  const rising = risingOf(study).map(({ x }) => x);
  const most = rising.at(-1);
  const fewer = rising.slice(0, -1);
  if (most === undefined || fewer.length === 0) return [];
  return (['sample', 'photo'] as const).map((measure) => {
    const found = fewer.map((x) => ({ x, ...between(study, most, x, measure) }));
    const asGood = found.find(({ ci95 }) => ci95[1] <= margin);
    if (asGood !== undefined)
      return `By ${measure}, ${asGood.x} ${asGood.x === 1 ? 'does' : 'do'} as well as ${most}, which bring ${pointsText(asGood)}.`;
    const untold = found.find(({ ci95 }) => ci95[0] <= 0);
    const last = found.at(-1);
    if (untold === undefined)
      return last === undefined
        ? ''
        : `By ${measure}, more still helps: from ${last.x} to ${most} ${pointsText(last)}.`;
    return `By ${measure} no gain from ${untold.x} to ${most} can be shown on ${samplesTested(study)} test samples, nor one of up to ${percentText(untold.ci95[1])} points be ruled out.`;
  });
}

/** Few angles of many samples, or many angles of few? */
function trade(study: Told): string {
  const { few, most } = ends(study);
  const found = between(study, few.x, most.x, study.measure);
  return `${capital(positionText(study, few.x))} ${verb(found)} ${positionText(study, most.x)}: ${gained(study, few.x, most.x)}; ${reached(few)} against ${reached(most)}.`;
}

function ranking(study: Told): string {
  const { measure } = study;
  const [best, ...others] = study.summary.toSorted(
    (a, b) => b.network[measure].accuracy - a.network[measure].accuracy,
  );
  if (best === undefined) return '';
  const rest = others.map((other) => {
    const found = between(study, best.x, other.x, measure);
    return `${verb(found)} ${other.x}, ${gained(study, best.x, other.x)}`;
  });
  return `${capital(String(best.x))}, at ${reached(best)}, ${rest.join('; ')}.`;
}

function gap(study: Told): string {
  const found = between(study, 'by-photo', 'by-sample', study.measure);
  const tested = (x: Position): number =>
    study.summary.find((one) => one.x === x)?.tested[study.measure === 'photo' ? 'photos' : 'samples'] ??
    Infinity;
  const share = (x: Position, of: number): string => shareOf(of, tested(x));
  const numbers = `${gained(study, 'by-photo', 'by-sample')}; by ${study.measure} ${share('by-photo', found.a)} against ${share('by-sample', found.b)}`;
  return found.ci95[0] > 0
    ? `Split by photo, the same training looks better than it is: ${numbers}. It has seen other photos of its test samples.`
    : `Split by photo or by sample, no gap can be shown here: ${numbers}.`;
}

/** Whether what was learnt here holds on another lab's samples, and what theirs bring. */
function elsewhere(study: Told): string[] {
  const at = (x: LabArm): Summary | undefined => study.summary.find((one) => one.x === x);
  const [home, away] = [at('ours-on-ours'), at('ours-on-theirs')];
  if (home === undefined || away === undefined) return ['No run of both has ended yet.'];
  const found = between(study, away.x, home.x, study.measure);
  const numbers = `trained on our samples, theirs reach ${reached(away)}, ours ${reached(home)}: ${gained(study, away.x, home.x)}`;
  const verdict =
    found.ci95[1] < 0
      ? 'The model does not hold on the other lab’s samples'
      : found.ci95[0] >= -margin
        ? 'The model holds on the other lab’s samples'
        : `Whether the model holds on the other lab’s samples cannot be told from ${away.tested.samples} of them`;
  const more = (['both-on-theirs', 'theirs-on-theirs'] as const).map((x) => {
    const arm = at(x);
    const what = x === 'both-on-theirs' ? 'With theirs trained on too' : 'Trained on theirs alone';
    return arm === undefined
      ? `${what}: no run has ended; it takes training samples of two classes.`
      : `${what}, theirs reach ${reached(arm)}: ${gained(study, x, away.x)}.`;
  });
  return [`${verdict}: ${numbers}.`, ...more];
}

/** Positions of an axis of numbers, rising. */
function risingOf({ summary }: Told): Summary[] {
  return summary.toSorted((a, b) => Number(a.x) - Number(b.x));
}

function ends(study: Told): { few: Summary; most: Summary } {
  const rising = risingOf(study);
  const [few, most] = [rising[0], rising.at(-1)];
  if (few === undefined || most === undefined) throw new Error('A study without positions has no ends.');
  return { few, most };
}

/** Two positions, by the seeds that both have: a study that was broken off may have a repeat of one of them only. */
function between({ points: all }: Told, a: Position, b: Position, measure: Measure): Difference {
  const seedsOf = (x: Position): Set<number> =>
    new Set(all.filter((point) => point.x === x).map(({ seed }) => seed));
  const seedsOfB = seedsOf(b);
  const both = new Set([...seedsOf(a)].filter((seed) => seedsOfB.has(seed)));
  const of = (x: Position): MeasuredPoint['tallies'][] =>
    all
      .filter((point) => point.x === x && both.has(point.seed))
      .toSorted((one, other) => one.seed - other.seed)
      .map(({ tallies }) => tallies);
  return differenceOf(of(a), of(b), measure);
}

export function verb({ ci95 }: Pick<Difference, 'ci95'>): string {
  if (ci95[0] > 0) return 'does better than';
  return ci95[1] < 0 ? 'does worse than' : 'cannot be told from';
}

/** How much better `a` does than `b`, by sample and by photo. */
function gained(study: Told, a: Position, b: Position): string {
  const [sample, photo] = (['sample', 'photo'] as const).map((measure) => between(study, a, b, measure));
  if (sample === undefined || photo === undefined) return '';
  return `${pointsText(sample, ' by sample')} and ${pointsText(photo, ' by photo')}`;
}

/** `+12.5 points (−6.3 to +31.3)`. */
function pointsText({ difference, ci95 }: Difference, by = ''): string {
  return `${signedText(difference)} points${by} (${signedText(ci95[0])} to ${signedText(ci95[1])})`;
}

/** `94 % by sample (90 to 97) and 91 % by photo (86 to 95)`. */
function reached({ network: { sample, photo }, tested }: Summary): string {
  return (
    `${plainShareText(sample.accuracy, sample.ci95, tested.samples)} by sample and ` +
    `${plainShareText(photo.accuracy, photo.ci95, tested.photos)} by photo`
  );
}

function positionText(study: Told, x: Position): string {
  const { vary, hold } = study;
  if (vary === 'photos') return `${whole(Number(x))} photos`;
  if (vary === 'bench-angles') return `${x === 1 ? '1 photo' : `${x} photos`} of each new fragment`;
  if (vary !== 'angles') return String(x);
  const held =
    hold === 'photos'
      ? `${whole(samplesTrained(study, x))} samples`
      : `each of ${whole(samplesTrained(study, x))} training samples`;
  return `${anglesText(x)} of ${held}`;
}

function anglesText(x: Position): string {
  return x === 1 ? '1 angle' : `${x} angles`;
}

function samplesTrained({ points: all }: Told, x: Position): number {
  return all.find((point) => point.x === x)?.trained.samples ?? 0;
}

function samplesTested({ summary }: Told): number {
  return Math.max(...summary.map(({ tested }) => tested.samples));
}

/** What hand features reach at best, for scale. */
function aside(summary: readonly Summary[]): string[] {
  const best = (measure: Measure, unit: 'samples' | 'photos'): string => {
    const reached = summary.flatMap(({ baseline, tested }) =>
      baseline === null ? [] : [{ accuracy: baseline[measure].accuracy, n: tested[unit] }],
    );
    const { accuracy, n } = reached.toSorted((one, other) => other.accuracy - one.accuracy)[0] ?? {
      accuracy: 0,
      n: 0,
    };
    return shareOf(accuracy, n);
  };
  return summary.some(({ baseline }) => baseline !== null)
    ? [
        `Colour, size and texture alone reach ${best('sample', 'samples')} by sample and ${best('photo', 'photos')} by photo.`,
      ]
    : [];
}

export function differenceText({ difference, ci95 }: Pick<Difference, 'difference' | 'ci95'>): string {
  return `difference ${signedText(difference)} points [${signedText(ci95[0])}, ${signedText(ci95[1])}]`;
}

function whole(n: number): string {
  return numberText(n);
}

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function numberWord(x: Position): string {
  return words[Number(x)] ?? whole(Number(x));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
