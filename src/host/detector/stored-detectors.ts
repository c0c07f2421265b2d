import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';

/** Where a lab keeps its detectors. */
function folderIn(lab: string): string {
  return join(lab, 'detectors');
}

/** A new file's path among a lab's detectors, named after the time, so that the last by name is the newest. */
export function newDetectorFile(lab: string, now: Date = new Date()): string {
  if (!existsSync(lab)) throw new StrandlineError('not-found', `There is no folder ${lab}.`, { folder: lab });
  mkdirSync(folderIn(lab), { recursive: true });
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return join(folderIn(lab), `detector-${time}.onnx`);
}

/** The detector at a place: the file itself, or a lab's newest. @throws StrandlineError `not-found`. */
export function detectorAt(place: string): string {
  if (!existsSync(place)) throw new StrandlineError('not-found', `There is no ${place}.`, { place });
  if (!statSync(place).isDirectory()) return place;
  const folder = folderIn(place);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.onnx')) : [];
  const newest = names.sort().at(-1);
  if (newest === undefined)
    throw new StrandlineError('not-found', `${place} has no detector yet. Train one first.`, { place });
  return join(folder, newest);
}
