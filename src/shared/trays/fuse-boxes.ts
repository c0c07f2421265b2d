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
  readonly finders: Set<number>;
}

/**
 * Weighted box fusion (Solovyev, Wang and Gabruseva, 2021, doi:10.1016/j.imavis.2021.104117): boxes of several finders that
 * overlap become one, placed by their scores. A finder adds one box to a group at most; what only some finders see gets less.
 *
 * @param finders what each has found, with comparable scores.
 * @returns surest first; the score is the mean over all finders.
 */
export function fusedBoxes(finders: readonly (readonly FoundBox[])[]): FoundBox[] {
  const all = finders.flatMap((boxes, finder) => boxes.map((box) => ({ ...box, finder })));
  const groups: Group[] = [];
  for (const { finder, score, ...box } of bySureness(all)) {
    const group = nearest(groups, box, finder);
    if (group === undefined) groups.push({ box, score, finders: new Set([finder]) });
    else join(group, box, score, finder);
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

function join(group: Group, box: Box, score: number, finder: number): void {
  const whole = group.score + score;
  const mean = (a: number, b: number): number => (whole === 0 ? a : (a * group.score + b * score) / whole);
  const { x, y, width, height } = group.box;
  group.box = {
    x: mean(x, box.x),
    y: mean(y, box.y),
    width: mean(width, box.width),
    height: mean(height, box.height),
  };
  group.score = whole;
  group.finders.add(finder);
}
