import type { ImportResult } from '#shared/domain/import.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';

/** What an import would come to, for a person at the terminal. */
export function importPlanText(plan: ImportPlan): string {
  const sum = (of: 'photos' | 'samples' | 'duplicates'): number =>
    plan.folders.reduce((total, folder) => total + folder[of], 0);
  const { lists, split } = plan;
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
    ...plan.joined.map(({ number, survey, photos }) => `  ${photos} photos join ${number} of ${survey}`),
    ...concernLines(plan),
  ].join('\n');
}

/** What an import came to, for a person at the terminal. */
export function importText(report: ImportResult): string {
  return [
    `${report.photos} new photos of ${report.samples} samples; ${report.alreadyInLab} were in the lab already, ${report.repeatedInFolder} repeat others of the folder; ${report.skipped.length} left out.`,
    ...Object.entries(report.classes).map(([name, photos]) => `  ${name}: ${photos} photos`),
    ...concernLines(report),
  ].join('\n');
}

/** Files of a warning that are named on the terminal; `--json` has all of them. */
const mostNamed = 5;

/** What a person should look at: doubts with some of their files, and what is left out. */
function concernLines({ warnings, skipped }: Pick<ImportResult, 'warnings' | 'skipped'>): string[] {
  return [
    ...warnings.flatMap(({ code, message, files }) => [
      `  ${code}: ${message}`,
      ...files.slice(0, mostNamed).map((file) => `    ${file}`),
      ...(files.length > mostNamed ? [`    and ${files.length - mostNamed} more files`] : []),
    ]),
    ...skipped.map(({ file, reason }) => `  left out: ${file}: ${reason}`),
  ];
}
