import type { ImportPlan } from '#shared/domain/import-plan.ts';

/** What an import would come to, for a person at the terminal. */
export function importPlanText(plan: ImportPlan): string {
  const sum = (of: 'photos' | 'samples' | 'duplicates'): number =>
    plan.folders.reduce((total, folder) => total + folder[of], 0);
  const { lists, split, leftOut } = plan;
  const hidden = leftOut.total - leftOut.files.length;
  return [
    `${plan.directory} (${plan.layout}) would add ${sum('photos')} photos of ${sum('samples')} samples, ${(plan.bytes / 1e6).toFixed(1)} MB. Nothing was written.`,
    ...plan.surveys.map(
      ({ name, exists, samples }) => `  ${exists ? 'survey' : 'new survey'} ${name}: ${samples} new samples`,
    ),
    ...plan.folders.map(
      ({ folder, class: name, photos, samples, duplicates }) =>
        `  ${folder} -> ${name ?? 'no class'}: ${photos} photos of ${samples} new samples, ${duplicates} there already`,
    ),
    ...(split === undefined ? [] : [`  split: ${split.train} train, ${split.val} val, ${split.test} test`]),
    ...(lists.samples + lists.surveys + lists.sites === 0
      ? []
      : [`  lists: ${lists.samples} samples, ${lists.surveys} surveys, ${lists.sites} sites`]),
    ...(plan.inBin === 0 ? [] : [`  ${plan.inBin} photos are in the bin and stay there`]),
    ...(plan.renumbered === 0
      ? []
      : [`  ${plan.renumbered} numbers belong to other samples; these get the next free one`]),
    ...leftOut.files.map(({ file, reason }) => `  left out: ${file}: ${reason}`),
    ...(hidden === 0 ? [] : [`  and ${hidden} more files left out`]),
  ].join('\n');
}
