import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { detectorAt, newDetectorFile } from '#host/detector/stored-detectors.ts';
import { evaluateDetectorInWorker, trainDetectorInWorker } from '#host/detector/detector-process.ts';
import type { DetectorHooks } from '#host/detector/detector.ts';
import { readYoloFolder } from '#host/detector/yolo-folder.ts';
import { StrandlineError } from '#shared/errors.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import type { Bounded, DetectorReport } from '#shared/trays/detector-report.ts';
import type { Answer, CommandContext, Run } from '../command.ts';
import { integerOption } from '../options.ts';

interface TrainOptions {
  readonly out?: string;
  readonly seed?: number;
}

/** `detector train` and `detector evaluate`: what finds fragments in pictures of many. */
export function addDetectorCommands(program: Command, run: Run): void {
  const detector = program.command('detector').description('train what finds fragments in pictures of trays');
  detector
    .command('train')
    .description('train a detector on annotated pictures, cross-validated')
    .argument('<place>', 'lab that keeps the detector, or the folder of pictures itself')
    .argument('[pictures]', 'folder with images/ and labels/ (YOLO)')
    .option('--out <file>', 'where the detector is written')
    .option('--seed <number>', 'seed of all that is drawn', integerOption)
    .action(
      run(async (context, place: string, pictures: string | undefined, { out, seed }: TrainOptions) => {
        const folder = resolve(pictures ?? folderOf(place));
        const file = out === undefined ? newDetectorFile(resolve(place)) : resolve(out);
        const annotated = await readYoloFolder(folder);
        const options = { out: file, ...(seed !== undefined && { seed }) };
        const { report } = await trainDetectorInWorker(annotated, options, hooksOf(context));
        return answerOf(report, file);
      }),
    );
  detector
    .command('evaluate')
    .description('count how a detector does on annotated pictures that it was not trained on')
    .argument('<place>', 'detector file, or lab whose newest detector is taken')
    .argument('<pictures>', 'folder with images/ and labels/ (YOLO)')
    .action(
      run(async (context, place: string, pictures: string) => {
        const file = detectorAt(resolve(place));
        const annotated = await readYoloFolder(resolve(pictures));
        return answerOf(await evaluateDetectorInWorker(file, annotated, hooksOf(context)), file);
      }),
    );
}

/** A folder of pictures that was named alone. */
function folderOf(place: string): string {
  if (existsSync(join(place, 'images'))) return place;
  throw new StrandlineError(
    'bad-argument',
    `${place} has no folder images. Name a folder with images and labels after the lab.`,
    { place },
  );
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
