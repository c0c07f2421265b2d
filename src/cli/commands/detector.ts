import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { evaluateDetectorInWorker, trainDetectorInWorker } from '#host/detector/detector-process.ts';
import type { DetectorHooks } from '#host/detector/detector.ts';
import { readYoloFolder } from '#host/detector/yolo-folder.ts';
import { databaseName, pathsIn } from '#host/catalogue/lab-paths.ts';
import { detectorAt, newDetectorFile } from '#host/trays/stored-detectors.ts';
import type { DetectorRow } from '#shared/contract/topics/detectors.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import type { Bounded, DetectorReport } from '#shared/trays/detector-report.ts';
import { isLabAddress } from '#shared/domain/lab-address.ts';
import { isThere } from '#shared/domain/place-there.ts';
import {
  type Answer,
  type CommandContext,
  type Run,
  folderHere,
  labCommand,
  listed,
  onLab,
} from '../command.ts';
import { integerOption, reference } from '../options.ts';
import { surveyCalled } from '../survey-called.ts';
import { pathNamed } from '../path-named.ts';

interface TrainOptions {
  readonly out?: string;
  readonly seed?: number;
  readonly name?: string;
  readonly survey?: number | string;
}

/** `detector …`: what finds fragments in pictures of many. */
export function addDetectorCommands(program: Command, run: Run): void {
  const detector = program.command('detector').description('train what finds fragments in pictures of trays');
  detector
    .command('train')
    .description('train a detector on reviewed trays, or on annotated pictures, cross-validated')
    .argument('<lab>', 'lab that keeps the detector; or, with --out, the folder of pictures itself')
    .argument(
      '[from]',
      'folder with images/ and labels/ (YOLO), or the name of a detector of the lab’s reviewed trays',
    )
    .option('--name <name>', 'what the detector is called')
    .option('--survey <survey>', 'id or name of a survey, whose trays alone are learnt from', reference)
    .option('--out <file>', 'where the detector is written, instead of the lab')
    .option('--seed <number>', 'seed of all that is drawn', integerOption)
    .action(
      run(async (context, lab: string, from: string | undefined, options: TrainOptions) => {
        const out = options.out ?? outBeside(lab, from);
        return out === undefined
          ? trainInLab(context, lab, from, options)
          : trainToFile(context, folderHere(from ?? lab, nameLab), resolve(out), options);
      }),
    );
  labCommand(detector, 'list', 'list the detectors, newest first').action(
    onLab(run, async ({ api, say }) => {
      const { damaged } = await api.detectors.others();
      for (const { id, reason } of damaged) say(`${id} cannot be used: ${reason}`);
      return listed(await api.detectors.list(), detectorLine, 'No detectors yet. Train one first.');
    }),
  );
  detector
    .command('evaluate')
    .description('count how a detector does on annotated pictures that it was not trained on')
    .argument('<place>', 'detector file, or lab whose newest detector is taken')
    .argument('<pictures>', 'folder with images/ and labels/ (YOLO)')
    .action(
      run(async (context, place: string, pictures: string) => {
        const file = detectorAt(folderHere(place, needsFile));
        const annotated = await readYoloFolder(resolve(pictures));
        return answerOf(await evaluateDetectorInWorker(file, annotated, hooksOf(context)), file);
      }),
    );
}

const nameLab = 'Without --out the lab there keeps the detector; with it, name a folder of pictures.';
const needsFile =
  'The detector’s file is needed here: do it on the computer that has the lab, or name a detector file.';

/** Where a detector is kept that a folder of pictures makes without any lab; undefined where there is a lab. */
function outBeside(place: string, from: string | undefined): string | undefined {
  const folder = from ?? place;
  if (isLabAddress(place)) return undefined;
  if (existsSync(join(place, databaseName)) || !isFolder(join(folder, 'images'))) return undefined;
  return newDetectorFile({ paths: pathsIn(resolve(place)) });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Trains as the window does, as a job of the lab, which nobody else may write meanwhile. */
async function trainInLab(
  { api, open, follow, say }: CommandContext,
  lab: string,
  from: string | undefined,
  { name, seed, survey }: TrainOptions,
): Promise<Answer> {
  const { directory } = await open(lab);
  const pictures = from !== undefined && (isThere(from) || isFolder(from)) ? pathNamed(from) : undefined;
  const called = name ?? (pictures === undefined ? from : undefined);
  const { job } = await api.detectors.train({
    ...(called !== undefined && { name: called }),
    ...(seed !== undefined && { seed }),
    ...(survey !== undefined && { survey: await surveyCalled(api, survey) }),
    ...(pictures !== undefined && { directory: pictures }),
  });
  const { detector, leftOut } = await follow(job, 'train-detector');
  for (const tray of leftOut) say(`${tray} was not reviewed; nothing was learnt from it.`);
  const { report } = await api.detectors.get({ detector });
  return answerOf(report, join(directory, 'detectors', `${detector}.onnx`));
}

/** Trains on a folder of pictures, without a lab. */
async function trainToFile(
  context: CommandContext,
  folder: string,
  out: string,
  { name, seed }: TrainOptions,
): Promise<Answer> {
  const annotated = await readYoloFolder(folder);
  const options = { out, ...(name !== undefined && { name }), ...(seed !== undefined && { seed }) };
  const { report } = await trainDetectorInWorker(annotated, options, hooksOf(context));
  return answerOf(report, out);
}

function detectorLine({ id, name, trainedAt, pictures, report }: DetectorRow): string {
  const { ap50, countBias, countErrorPerTray } = report;
  return `${id}  ${name}  ${trainedAt.slice(0, 10)}  ${pictures} pictures  AP50 ${ap50.toFixed(3)}  count off by ${percent(countBias.value)} in all, ${percent(countErrorPerTray.value)} per tray`;
}

/** How a worker tells how far it is, and ends with Ctrl-C. */
function hooksOf({ progress, signal }: CommandContext): DetectorHooks {
  const meter = new ProgressMeter();
  return { signal, onProgress: (report) => progress(meter.update(report, performance.now())) };
}

function answerOf(report: DetectorReport, file: string): Answer {
  return [{ ...report, file }, `${reportText(report)}\nDetector: ${file}`];
}

function reportText(report: DetectorReport): string {
  const { ap50, ap30, recall, precision, countBias, countErrorPerTray, sizeError, corrections } = report;
  const how = report.by === 'cross-validation' ? 'cross-validated' : 'never seen in training';
  return [
    `${report.trays} trays with ${report.boxes} fragments, ${how}, in ${report.seconds.toFixed(0)} s`,
    `AP50 ${ap50.toFixed(3)}, AP30 ${ap30.toFixed(3)}, recall ${percent(recall)}, precision ${percent(precision)}`,
    `Count off by ${bounded(countBias)} in all, ${bounded(countErrorPerTray)} per tray`,
    `Size off by ${sizeError === null ? 'unknown: nothing was found' : percent(sizeError)}`,
    `In 100 fragments a person adds ${corrections.add.toFixed(0)} and removes ${corrections.remove.toFixed(0)}`,
  ].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function bounded({ value, ci95: [low, high] }: Bounded): string {
  return `${percent(value)} (${percent(low)} to ${percent(high)})`;
}
