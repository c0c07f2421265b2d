import type { MergeChoice, MergeCounts, MergeResult } from '#shared/domain/merge.ts';

const words: readonly (readonly [keyof MergeCounts, one: string, many: string])[] = [
  ['surveys', 'survey', 'surveys'],
  ['sites', 'site', 'sites'],
  ['classes', 'class', 'classes'],
  ['profiles', 'calibration', 'calibrations'],
  ['samples', 'sample', 'samples'],
  ['photos', 'photo', 'photos'],
  ['trays', 'tray', 'trays'],
  ['detections', 'detection', 'detections'],
  ['readings', 'blind reading', 'blind readings'],
  ['sessions', 'session', 'sessions'],
  ['verdicts', 'verdict', 'verdicts'],
  ['models', 'model', 'models'],
];

const choiceWords: Readonly<Record<MergeChoice, string>> = {
  apart: 'both are kept, apart',
  same: 'it is the same thing',
  ours: 'what is here stays',
  theirs: 'the other lab’s is taken',
};

/** A merge, or what it would come to, for the terminal. */
export function mergeText(result: MergeResult, { dryRun }: { dryRun: boolean }): string {
  const { other, comes, there, changed, classes, conflicts, leftOut } = result;
  const would = dryRun ? 'would bring' : 'brought';
  const mapped = classes.filter(
    ({ theirs, ours, isNew, samples }) => samples > 0 && (isNew || theirs !== ours),
  );
  return [
    `${other.name} [${other.mark}] ${would} ${countsText(comes)}, ${(result.bytes / 1e6).toFixed(1)} MB.`,
    `Here already: ${countsText(there)}.`,
    ...(changed === 0 ? [] : [`Changed: ${changed} of the things that are here.`]),
    ...mapped.map(
      ({ theirs, ours, isNew, samples }) =>
        `  class ${theirs} -> ${ours}${isNew ? ' (new)' : ''}: ${samples} samples`,
    ),
    ...(conflicts.length === 0 ? [] : [`${conflicts.length} disagreements:`]),
    ...conflicts.map(
      ({ key, ours, theirs, choices, chosen }) =>
        `  ${key}: here ${ours}; there ${theirs}: ${choiceWords[chosen]}${choices.length > 1 ? ` (${choices.join(' | ')})` : ''}`,
    ),
    ...leftOut.map(({ what, reason }) => `Left out: ${what}: ${reason}`),
    ...(dryRun ? ['Nothing was written.'] : []),
  ].join('\n');
}

function countsText(counts: MergeCounts): string {
  const parts = words.flatMap(([key, one, many]) =>
    counts[key] === 0 ? [] : [`${counts[key]} ${counts[key] === 1 ? one : many}`],
  );
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
