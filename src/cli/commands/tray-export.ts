import { type Command, Option } from 'commander';
import { writeParticles } from '#host/catalogue/export/trays/particles.ts';
import { StrandlineError } from '#shared/errors.ts';
import {
  type OutlinedForm,
  type TrayExportFormat,
  type TrayExportRequest,
  outlinedForms,
} from '#shared/domain/tray-export.ts';
import { type Answer, type CommandContext, type Run, folderHere, labCommand, onLab } from '../command.ts';
import { checkLines } from '../check-lines.ts';
import { integerListOption, reference } from '../options.ts';
import { surveyCalled } from '../survey-called.ts';
import { pathNamed } from '../path-named.ts';

interface ExportFlags extends Partial<Record<Flag, string>> {
  readonly trays?: number[];
  readonly unreviewed?: true;
  readonly picture?: OutlinedForm;
}
type Flag = keyof typeof formats;

/** The options that name a folder, and what is written into it. */
const formats = {
  yolo: { format: 'yolo', about: 'pictures, and boxes in YOLO’s form' },
  yoloOutlines: { format: 'yolo-outlines', about: 'pictures, and outlines in YOLO’s form for segmentation' },
  coco: { format: 'coco', about: 'pictures, and boxes and outlines in COCO’s form' },
  outlined: { format: 'outlined', about: 'pictures with outlines and numbers drawn on them' },
} as const satisfies Record<string, { format: TrayExportFormat; about: string }>;

/** `tray export`: what was accepted in trays, in the forms of others. */
export function addTrayExport(tray: Command, run: Run): void {
  const command = labCommand(tray, 'export', 'write what was accepted in trays, and read it back')
    .argument('[survey]', 'id or name of the survey; without it, all trays of the lab', reference)
    .argument('[file]', 'CSV file of the particles; one that is there is replaced')
    .option('--trays <ids>', 'only these trays, as 1,2,3', integerListOption)
    .option('--unreviewed', 'trays too that nobody has reviewed');
  command.addOption(new Option('--picture <form>', 'of --outlined').choices(outlinedForms));
  for (const [name, { about }] of Object.entries(formats))
    command.option(`--${kebab(name)} <folder>`, `new folder for ${about}`);
  command.action(
    onLab(
      run,
      (context, survey: number | string | undefined, file: string | undefined, flags: ExportFlags) =>
        file === undefined ? exportFolder(context, survey, flags) : exportFile(context, survey, file, flags),
    ),
  );
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function foldersIn(flags: ExportFlags): { directory: string; format: TrayExportFormat }[] {
  return (Object.keys(formats) as Flag[]).flatMap((flag) => {
    const folder = flags[flag];
    return folder === undefined ? [] : [{ directory: pathNamed(folder), format: formats[flag].format }];
  });
}

function notOne(): StrandlineError {
  const options = Object.keys(formats).map((flag) => `--${kebab(flag)} FOLDER`);
  return new StrandlineError(
    'bad-argument',
    `Name one thing to write: a CSV file after the survey, or one of ${options.join(', ')}.`,
  );
}

async function exportFolder(
  { api, follow, fail }: CommandContext,
  survey: number | string | undefined,
  flags: ExportFlags,
): Promise<Answer> {
  const [one, ...others] = foldersIn(flags);
  if (one === undefined || others.length > 0) throw notOne();
  const request: Partial<TrayExportRequest> & typeof one = {
    ...one,
    unreviewed: flags.unreviewed ?? false,
    ...(survey !== undefined && { survey: await surveyCalled(api, survey) }),
    ...(flags.picture !== undefined && { picture: flags.picture }),
    ...(flags.trays !== undefined && { trays: flags.trays }),
  };
  const { job } = await api.trays.export(request);
  const result = await follow(job, 'export-trays');
  if (result.checks.some(({ ok }) => !ok)) fail();
  const text = [
    `${result.detections} things of ${result.trays} trays written to ${result.directory}.`,
    ...result.leftOut.map(({ tray, reason }) => `Left out: ${tray}: ${reason}.`),
    ...checkLines(result.checks),
  ];
  return [result, text.join('\n')];
}

async function exportFile(
  { api, say, fail }: CommandContext,
  survey: number | string | undefined,
  out: string,
  flags: ExportFlags,
): Promise<Answer> {
  if (foldersIn(flags).length > 0) throw notOne();
  const all = await api.trays.list(survey === undefined ? {} : { survey: await surveyCalled(api, survey) });
  const listed = all.filter(({ id }) => flags.trays?.includes(id) ?? true);
  for (const { number, reviewed, scale } of listed) {
    if (reviewed === null) say(`${number} was not reviewed; its rows say so.`);
    if (scale === null) say(`${number} has no scale; its sizes are left out.`);
  }
  const trays = await Promise.all(listed.map(({ id }) => api.trays.get({ tray: id })));
  const file = folderHere(out);
  const { particles, checks } = await writeParticles(file, trays);
  if (checks.some(({ ok }) => !ok)) fail();
  return [
    { file, trays: trays.length, particles, checks },
    [`${particles} particles of ${trays.length} trays written to ${file}.`, ...checkLines(checks)].join('\n'),
  ];
}
