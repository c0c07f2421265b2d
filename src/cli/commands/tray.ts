import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type AnnotationFormat,
  type AnnotationsResult,
  annotationFormats,
} from '#shared/domain/annotations.ts';
import type { SkippedFile } from '#shared/domain/import.ts';
import { isThere } from '#shared/domain/place-there.ts';
import type { RoundEdgeInTray } from '#shared/domain/round-edge.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Detection, type Tray, trayScaleSources } from '#shared/domain/tray.ts';
import { sizesInUm } from '#shared/trays/sizes-in-um.ts';
import { type Answer, type CommandContext, type Run, labCommand, listed, onLab } from '../command.ts';
import { integerOption, numberListOption, numberOption, reference } from '../options.ts';
import { surveyCalled } from '../survey-called.ts';
import { addClassifyCommand } from './tray-classify.ts';
import { addTrayExport } from './tray-export.ts';
import { addFindCommand } from './tray-find.ts';
import { pathNamed } from '../path-named.ts';

/** `tray …`: pictures of many things, what was found in them and how large it is. */
export function addTrayCommands(program: Command, run: Run): void {
  const tray = program.command('tray').description('pictures of many things, and what lies in them');
  labCommand(tray, 'import', 'add pictures to a survey, each a tray; or boxes and outlines of a folder')
    .argument('<survey>', 'id or name of the survey', reference)
    .argument('<files...>', 'pictures, or one folder with annotations in the form of YOLO or COCO')
    .option('--accept', 'take boxes and outlines for looked at; else they are proposals')
    .addOption(
      new Option('--format <format>', 'which annotations are read, where a folder holds both').choices(
        annotationFormats,
      ),
    )
    .action(onLab(run, importTrays));
  labCommand(tray, 'list', 'list the trays').action(
    onLab(run, async ({ api }) => listed(await api.trays.list({}), trayLine, 'No trays yet.')),
  );
  labCommand(tray, 'scale', 'give a tray its scale')
    .argument('<tray>', 'id of the tray', integerOption)
    .argument('[um-per-pixel]', 'µm per pixel of the picture', numberOption)
    .option('--rim <mm>', "by the rim of its dish: the diameter of the rim's outside", numberOption)
    .option('--disc <mm>', 'by something round such as a coin: its diameter', numberOption)
    .option('--profile <name>', 'by a calibration profile of the lab, its name')
    .option('--at <x,y>', 'where the disc is, in pixels of the picture', numberListOption)
    .addOption(new Option('--source <source>', 'where it is from').choices(trayScaleSources).default('typed'))
    .option('--uncertainty <share>', 'relative standard uncertainty, 0.002 for 0.2 %', numberOption)
    .action(onLab(run, scaleTray));
  addFindCommand(tray, run);
  addClassifyCommand(tray, run);
  labCommand(tray, 'measure', 'say how large is what was found in a tray; µm only where it has a scale')
    .argument('<tray>', 'id of the tray', integerOption)
    .action(onLab(run, measureTray));
  addTrayExport(tray, run);
  labCommand(tray, 'review-status', 'say which trays were reviewed, and what waits in the others').action(
    onLab(run, async ({ api }) => {
      const trays = await api.trays.list({});
      const reviewed = trays.filter((one) => one.reviewed !== null).length;
      const waiting = trays.reduce((sum, { counts }) => sum + counts.proposed, 0);
      const text = `Reviewed ${reviewed} of ${trays.length} trays; ${waiting} proposals wait.`;
      return [{ reviewed, of: trays.length, waiting, trays }, [text, ...trays.map(trayLine)].join('\n')];
    }),
  );
}

/** What lies on the lab's computer is told by its name: a file has an ending. */
function isFolder(path: string): boolean {
  return isThere(path)
    ? extname(path) === ''
    : statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function importTrays(
  { api, fail }: CommandContext,
  called: number | string,
  files: string[],
  { accept, format }: { accept?: true; format?: AnnotationFormat },
): Promise<Answer> {
  const survey = await surveyCalled(api, called);
  const [first = ''] = files;
  if (files.length === 1 && isFolder(first)) {
    const state = accept === true ? 'accepted' : 'proposed';
    const result = await api.trays.importAnnotations({
      ...{ survey, directory: pathNamed(first), state },
      ...(format !== undefined && { format }),
    });
    if (result.trays.length === 0) fail();
    return [result, annotationsText(result, state)];
  }
  const added = await api.trays.add({ survey, files: files.map(pathNamed) });
  if (added.trays.length === 0) fail();
  return [added, addedText(added)];
}

function annotationsText(
  { trays, added, detections, skipped, notes }: AnnotationsResult,
  state: string,
): string {
  return [
    `${detections} ${state} in ${trays.length} trays, of which ${added} are new.`,
    ...notes,
    ...skipped.map(({ file, line, entry, reason }) => {
      const within = line === null ? entry : `line ${line}`;
      return `Left out: ${within === null ? file : `${file}, ${within}`}: ${reason}`;
    }),
  ].join('\n');
}

interface ScaleFlags {
  readonly source: (typeof trayScaleSources)[number];
  readonly uncertainty?: number;
  readonly rim?: number;
  readonly disc?: number;
  readonly profile?: string;
  readonly at?: number[];
}

async function scaleTray(
  context: CommandContext,
  id: number,
  typed: number | undefined,
  flags: ScaleFlags,
): Promise<Answer> {
  const { api } = context;
  const { rim, disc, profile, uncertainty } = flags;
  if ([typed, rim, disc, profile].filter((one) => one !== undefined).length !== 1)
    throw new StrandlineError(
      'bad-argument',
      'Give one of: µm per pixel, --profile NAME, --rim MM, --disc MM --at X,Y.',
    );
  const source = profile === undefined ? flags.source : 'profile';
  const umPerPixel = profile === undefined ? typed : await scaleOfProfile(context, profile);
  if (umPerPixel === undefined && uncertainty !== undefined)
    throw new StrandlineError(
      'bad-argument',
      'How uncertain a measured scale is, is measured too: leave --uncertainty out.',
    );
  if (disc === undefined && flags.at !== undefined)
    throw new StrandlineError('bad-argument', '--at says where a disc is: give its diameter with --disc MM.');
  if (rim !== undefined) sayEdge(context, (await api.trays.scaleByRim({ tray: id, diameterMm: rim })).rim);
  else if (disc !== undefined) {
    const [x, y] = flags.at ?? [];
    if (x === undefined || y === undefined)
      throw new StrandlineError('bad-argument', 'Say where the disc is: --at X,Y, in pixels of the picture.');
    sayEdge(context, (await api.trays.scaleByDisc({ tray: id, diameterMm: disc, x, y })).disc);
  } else if (umPerPixel !== undefined)
    await api.trays.edit({
      trays: [id],
      set: { scale: { umPerPixel, source, uncertainty: uncertainty ?? null } },
    });
  const { tray } = await api.trays.get({ tray: id });
  return [tray, trayLine(tray)];
}

async function scaleOfProfile({ api }: CommandContext, asked: string): Promise<number> {
  const { profiles } = await api.catalogue.profiles();
  const found = profiles.find(({ name }) => name === asked);
  if (found !== undefined) return found.umPerPixel;
  const names = profiles.map(({ name }) => `“${name}”`).join(', ');
  throw new StrandlineError(
    'not-found',
    `There is no calibration profile “${asked}”. ${names === '' ? 'The lab has none.' : `There are: ${names}.`}`,
  );
}

function sayEdge({ say }: CommandContext, { rx, ry, x, y, seen, residual }: RoundEdgeInTray): void {
  say(
    `Edge of ${(2 * rx).toFixed(1)} x ${(2 * ry).toFixed(1)} px around ${x.toFixed(1)}, ${y.toFixed(1)}, seen in ${seen} of 720 directions, ${residual.toFixed(2)} px off an ellipse.`,
  );
}

async function measureTray({ api, say }: CommandContext, id: number): Promise<Answer> {
  const { tray, detections } = await api.trays.get({ tray: id });
  if (tray.scale === null) say(`${tray.number} has no scale: sizes are in pixels.`);
  if (tray.reviewed === null) say(`${tray.number} was not reviewed.`);
  const rows = detections.map((one) => ({ ...one, um: sizesInUm(one.measures, tray.scale) }));
  return listed(rows, (row) => detectionLine(row, row.um), `Nothing was found in ${tray.number} yet.`);
}

function addedText({
  trays,
  skipped,
}: {
  trays: readonly number[];
  skipped: readonly SkippedFile[];
}): string {
  return [
    `${trays.length} ${trays.length === 1 ? 'tray' : 'trays'} added.`,
    ...skipped.map(({ file, reason }) => `Left out: ${file}: ${reason}`),
  ].join('\n');
}

function trayLine({ id, number, survey, counts, scale, reviewed, role }: Tray): string {
  const size =
    scale === null
      ? 'no scale'
      : `${Number(scale.umPerPixel.toPrecision(5))} µm per pixel (${scale.source}${scale.uncertainty === null ? '' : ` ± ${(100 * scale.uncertainty).toFixed(2)} %`})`;
  const by = reviewed === null ? 'not reviewed' : `reviewed by ${reviewed.by}`;
  return `${String(id).padStart(4)}  ${number}  ${survey.name}  ${role}  ${counts.accepted} accepted, ${counts.proposed} proposed, ${counts.rejected} rejected  ${size}  ${by}`;
}

function detectionLine(
  { id, state, class: named, measures }: Detection,
  um: ReturnType<typeof sizesInUm>,
): string {
  const size =
    um === null
      ? `${measures.maxFeret.toFixed(1)} x ${measures.minFeret.toFixed(1)} px`
      : `${um.maxFeret.toFixed(0)} x ${um.minFeret.toFixed(0)} µm`;
  return `${String(id).padStart(5)}  ${state.padEnd(8)}  ${size}  ${named?.name ?? 'no class'}`;
}
