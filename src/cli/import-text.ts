import { printable } from '#shared/domain/printable.ts';
import type { ImportResult } from '#shared/domain/import.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';

/** What an import would come to, for a person at the terminal. */
export function importPlanText(plan: ImportPlan): string {
  const sum = (of: 'photos' | 'samples' | 'duplicates'): number =>
    plan.folders.reduce((total, folder) => total + folder[of], 0);
  const { lists, split } = plan;
  return [
    `${plan.directory} (${plan.layout}) would add ${sum('photos')} photos of ${sum('samples')} samples, ${(plan.bytes / 1e6).toFixed(1)} MB. Nothing was written.`,
    ...groupLines(plan),
    ...tableLines(plan),
    ...plan.surveys.map(
      ({ name, exists, samples }) => `  ${exists ? 'survey' : 'new survey'} ${name}: ${samples} new samples`,
    ),
    ...plan.folders.map(
      ({ folder, class: name, byTable, photos, samples, duplicates }) =>
        `  ${folder === '' ? 'in no folder' : printable(folder)} -> ${byTable ? 'as the table says' : (name ?? 'no class')}: ${photos} photos of ${samples} new samples, ${duplicates} there already`,
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
    ...(plan.position === null
      ? []
      : [
          `  taken at ${plan.position.latitude}, ${plan.position.longitude}${plan.position.site === null ? '' : ` (${plan.position.site})`}`,
        ]),
    ...concernLines(plan),
  ].join('\n');
}

/** Groups of a flat folder that are named on the terminal; `--json` has all of them. */
const mostGroups = 10;

function groupLines({ flat }: ImportPlan): string[] {
  if (flat === undefined) return [];
  const { groups, grouping } = flat;
  const how = {
    count: 'by count',
    gap: grouping.by === 'gap' ? `by pauses over ${grouping.seconds} s` : '',
    name: 'by name',
    each: 'each alone',
  }[grouping.by];
  return [
    `  grouped ${how}:`,
    ...groups
      .slice(0, mostGroups)
      .map(
        ({ name, files }) =>
          `    ${name ?? 'a sample'}: ${files.slice(0, 4).join(', ')}${files.length > 4 ? `, … (${files.length})` : ''}`,
      ),
    ...(groups.length > mostGroups ? [`    and ${groups.length - mostGroups} more samples`] : []),
  ];
}

function tableLines({ table }: ImportPlan): string[] {
  if (table === undefined) return [];
  const columns = Object.entries(table.columns).map(([field, header]) => `${field} = ${header}`);
  const unused = table.headers.filter((header) => !Object.values(table.columns).includes(header));
  return [
    `  table ${table.file}: ${table.rows} rows about ${table.samples} samples; ${columns.join(', ')}`,
    ...(unused.length === 0 ? [] : [`    not read: ${unused.join(', ')}`]),
  ];
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
      ...files.slice(0, mostNamed).map((file) => `    ${printable(file)}`),
      ...(files.length > mostNamed ? [`    and ${files.length - mostNamed} more files`] : []),
    ]),
    ...skipped.map(({ file, reason }) => `  left out: ${printable(file)}: ${reason}`),
  ];
}
