import { fixedText, numberText } from '../../written.ts';
import { shareOf } from '../figures/figure-text.ts';
import { differenceText, verb } from '../../studies/sentence.ts';
import type { Measure } from '../../studies/study.ts';
import type { Difference } from '../../studies/summary.ts';
import type { CommonTest, Entrant } from './compare.ts';

type Named = Pick<Entrant, 'run' | 'name'>;

/**
 * What a comparison comes to, in one sentence with its interval: `"B" does better than "A" by 4.2 points [0.8, 7.9] on 214
 * test samples.`
 */
export function comparisonSentence(
  [a, b]: readonly [Named, Named],
  found: Difference,
  { samples, photos, by }: Pick<CommonTest, 'samples' | 'photos'> & { readonly by: Measure },
): string {
  const [nameA, nameB] = namesApart([a, b]);
  const on =
    by === 'sample'
      ? things(samples, 'test sample')
      : `${things(photos, 'test photo')} of ${things(samples, 'sample')}`;
  const n = by === 'sample' ? samples : photos;
  const apart = found.ci95[0] > 0 || found.ci95[1] < 0;
  if (!apart) return `${nameA} and ${nameB} cannot be told apart on ${on}: ${differenceText(found)}.`;
  const [low, high] = found.ci95.map(Math.abs).toSorted((one, other) => one - other);
  const size = [Math.abs(found.difference), low ?? 0, high ?? 0].map((share) => fixedText(share * 100, 1));
  return (
    `${nameA} ${verb(found)} ${nameB} by ${size[0]} points [${size[1]}, ${size[2]}] on ${on} ` +
    `(${shareOf(found.a, n)} against ${shareOf(found.b, n)}).`
  );
}

/** What a reader has to know before the figures, in sentences. */
export function comparisonNotes(entrants: readonly Entrant[], common: CommonTest): string[] {
  const notes: string[] = [];
  if (common.leftOut.some((count) => count > 0)) {
    const each = entrants.flatMap(({ run, name }, index) => {
      const left = common.leftOut[index] ?? 0;
      return left === 0 ? [] : [`${things(left, 'test sample')} of ${quoted({ run, name })}`];
    });
    notes.push(
      `The test sides differ: only the ${things(common.samples, 'sample')} that all of them were tested on ${common.samples === 1 ? 'is' : 'are'} compared; ` +
        `${each.join(' and ')} ${each.length === 1 ? 'is' : 'are'} left out.`,
    );
  }
  if (common.changed > 0)
    notes.push(
      `${things(common.changed, 'photo')} had another label or sample in one of the runs and ${common.changed === 1 ? 'is' : 'are'} left out.`,
    );
  const classLists = new Set(
    entrants.map(({ predictions }) =>
      predictions.classes
        .map(({ id }) => id)
        .toSorted((x, y) => x - y)
        .join(),
    ),
  );
  if (classLists.size > 1)
    notes.push('The runs do not know the same classes: the one with more of them has more ways to be wrong.');
  return notes;
}

/** Names in quotation marks, with the runs' numbers where the names are the same. */
function namesApart([a, b]: readonly [Named, Named]): readonly [string, string] {
  return a.name === b.name ? [`Run ${a.run}`, `run ${b.run}`] : [quoted(a), quoted(b)];
}

function quoted({ name }: Named): string {
  return `“${name}”`;
}

function things(count: number, thing: string): string {
  return `${numberText(count)} ${thing}${count === 1 ? '' : 's'}`;
}
