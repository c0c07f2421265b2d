import { type Box, type FoundBox, bySureness, overlapOf } from './box.ts';

/** Two boxes that overlap more are taken for one thing. */
const sameThing = 0.4;

/** So far from 0 and 1 stays a score, whose logit is taken. */
const edge = 1e-4;

/**
 * The score that a finder's own score stands for, so that finders of other habits can be averaged: its distance from the
 * finder's threshold in logits, so that the threshold becomes 0.5.
 */
export function calibrated(score: number, threshold: number): number {
  const logit = (value: number): number => {
    const kept = Math.min(1 - edge, Math.max(edge, value));
    return Math.log(kept / (1 - kept));
  };
  return 1 / (1 + Math.exp(logit(threshold) - logit(score)));
}

interface Group {
  box: Box;
  score: number;
  weight: number;
  readonly finders: Set<number>;
}

/**
 * Weighted box fusion (Solovyev, Wang and Gabruseva, 2021, doi:10.1016/j.imavis.2021.104117): boxes of several finders that
 * overlap become one, placed by their scores. A finder adds one box to a group at most; what only some finders see gets less.
 *
 * @param finders what each has found, with comparable scores.
 * @param trust how much each finder's boxes weigh where a joined box is placed; the score does not depend on it. Default: 1.
 * @returns surest first; the score is the mean over all finders.
 */
export function fusedBoxes(
  finders: readonly (readonly FoundBox[])[],
  trust: readonly number[] = [],
): FoundBox[] {
  const all = finders.flatMap((boxes, finder) => boxes.map((box) => ({ ...box, finder })));
  const groups: Group[] = [];
  for (const { finder, score, ...box } of bySureness(all)) {
    const group = nearest(groups, box, finder);
    const weight = score * (trust[finder] ?? 1);
    if (group === undefined) groups.push({ box, score, weight, finders: new Set([finder]) });
    else join(group, { box, score, weight, finder });
  }
  const fused = groups.map(({ box, score }) => ({ ...box, score: score / finders.length }));
  return bySureness(fused);
}

function nearest(groups: readonly Group[], box: Box, finder: number): Group | undefined {
  let best: { readonly group: Group; readonly overlap: number } | undefined;
  for (const group of groups) {
    if (group.finders.has(finder)) continue;
    const overlap = overlapOf(group.box, box);
    if (overlap > (best?.overlap ?? sameThing)) best = { group, overlap };
  }
  return best?.group;
}

function join(
  group: Group,
  one: { readonly box: Box; readonly score: number; readonly weight: number; readonly finder: number },
): void {
  const whole = group.weight + one.weight;
  const mean = (of: keyof Box): number =>
    whole === 0 ? group.box[of] : (group.box[of] * group.weight + one.box[of] * one.weight) / whole;
  group.box = { x: mean('x'), y: mean('y'), width: mean('width'), height: mean('height') };
  group.weight = whole;
  group.score += one.score;
  group.finders.add(one.finder);
}
