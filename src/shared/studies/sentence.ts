import type { Hold, MeasuredPoint, Position, Study, Summary, Variable } from './study.ts';
import { type Difference, differenceOf } from './summary.ts';

/** Fewer photos "do as well" where they are at most this much worse, whatever else the test samples had been (design choice). */
const margin = 0.02;

interface Told extends Pick<Study, 'measure' | 'summary'> {
  readonly vary: Variable;
  readonly hold: Hold;
  readonly points: readonly MeasuredPoint[];
}

/** What a study says, in plain words, with the interval that it can say it with. */
export function sentenceOf(study: Told): string {
  const { summary } = study;
  const [first, second] = summary;
  if (first === undefined) return 'No run has ended yet.';
  if (second === undefined) {
    return `So far only ${positionText(study, first.x)}: ${percent(first.network.accuracy)} by ${study.measure}.`;
  }
  return `${claim(study)} ${aside(summary)}`;
}

function claim(study: Told): string {
  switch (study.vary) {
    case 'photos':
      return enoughClaim(study);
    case 'angles':
      return study.hold === 'samples' ? enoughClaim(study) : trade(study);
    case 'strategy':
      return ranking(study);
    case 'leakage':
      return gap(study);
  }
}

/** The fewest that do as well as the most; or that none do; or that the test samples are too few to tell. */
function enoughClaim(study: Told): string {
  const rising = numbersOf(study);
  const most = Math.max(...rising);
  const fewer = rising.slice(0, -1).map((x) => ({ x, ...between(study, x, most) }));
  const full = positionText(study, most);
  const asGood = fewer.find(({ ci95 }) => ci95[0] >= -margin);
  if (asGood !== undefined) {
    const does = asGood.x === 1 ? 'does' : 'do';
    return `${capital(positionText(study, asGood.x))} ${does} as well as ${full}: ${comparisonText(study, asGood)}.`;
  }
  const untold = fewer.find(({ ci95 }) => ci95[1] >= 0);
  if (untold !== undefined) {
    return (
      `From ${positionText(study, untold.x)} to ${full} no gain can be shown (${comparisonText(study, untold)}), ` +
      `but ${samplesTested(study)} test samples cannot rule out one of ${points(-untold.ci95[0])} either.`
    );
  }
  const last = Math.max(...rising.filter((x) => x < most));
  return `More still helps: ${full} do better than ${positionText(study, last)}: ${comparisonText(study, between(study, most, last))}.`;
}

/** Few angles of many samples, or many angles of few? */
function trade(study: Told): string {
  const rising = numbersOf(study);
  const [few, many] = [Math.min(...rising), Math.max(...rising)];
  const found = between(study, few, many);
  return `${capital(positionText(study, few))} ${verb(found)} ${positionText(study, many)}: ${comparisonText(study, found)}.`;
}

/** Positions of an axis of numbers, rising. */
function numbersOf({ summary }: Told): number[] {
  return summary.map(({ x }) => Number(x)).sort((a, b) => a - b);
}

function ranking(study: Told): string {
  const [best, ...others] = study.summary.toSorted((a, b) => b.network.accuracy - a.network.accuracy);
  if (best === undefined) return '';
  const rest = others.map((other) => {
    const found = between(study, best.x, other.x);
    return `${verb(found)} ${other.x} (${percent(found.b)}, ${differenceText(found)})`;
  });
  return `${capital(String(best.x))}, at ${percent(best.network.accuracy)} by ${study.measure}, ${rest.join(' and ')}.`;
}

function gap(study: Told): string {
  const found = between(study, 'by-photo', 'by-sample');
  const numbers = comparisonText(study, found);
  if (found.ci95[0] > 0)
    return `Split by photo, the same training looks better than it is: ${numbers}. It has seen other photos of its test samples.`;
  return `Split by photo or by sample, no gap can be shown here: ${numbers}.`;
}

/** Two positions, by the seeds that both have: a study that was broken off may have a repeat of one of them only. */
function between({ points: all, measure }: Told, a: Position, b: Position): Difference {
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

export function verb({ ci95 }: Difference): string {
  if (ci95[0] > 0) return 'does better than';
  return ci95[1] < 0 ? 'does worse than' : 'cannot be told from';
}

function positionText({ vary, points: all }: Told, x: Position): string {
  if (vary === 'photos') return `${whole(Number(x))} photos`;
  if (vary !== 'angles') return String(x);
  const samples = all.find((point) => point.x === x)?.trained.samples ?? 0;
  return `${x === 1 ? '1 angle' : `${x} angles`} of ${whole(samples)} samples`;
}

function samplesTested({ points: all }: Told): number {
  return Math.max(...all.map(({ tallies }) => tallies.length));
}

/** What hand features reach at best, for scale. */
function aside(summary: readonly Summary[]): string {
  const best = Math.max(...summary.map(({ baseline }) => baseline.accuracy));
  return `Colour, size and texture alone reach ${percent(best)}.`;
}

function comparisonText({ measure }: Told, found: Difference): string {
  return `${percent(found.a)} against ${percent(found.b)} by ${measure}, ${differenceText(found)}`;
}

export function differenceText({ difference, ci95 }: Difference): string {
  return `difference ${signed(difference)} points [${signed(ci95[0])}, ${signed(ci95[1])}]`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function points(share: number): string {
  return `${(share * 100).toFixed(1)} points`;
}

function signed(share: number): string {
  const rounded = (share * 100).toFixed(1);
  return Number(rounded) > 0 ? `+${rounded}` : rounded.replace('-', '−').replace('−0.0', '0.0');
}

function whole(n: number): string {
  return n.toLocaleString('en');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
