import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { env } from 'onnxruntime-node';
import { z } from 'zod';
import { userDataFolder } from '#host/lib/data-folder.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { processorModel } from '#host/lib/environment.ts';
import { libraryKinds } from '#shared/learning/engine-libraries.ts';
import { type Place, isSamePlace, placesFor, triedPlaceSchema } from '#shared/learning/place.ts';
import { softwareVersion } from '#shared/version.ts';
import { type Computer, obstacle, thisComputer } from './obstacles.ts';
import type { ProbeTask } from './probe.ts';
import { type Choice, type TrialOptions, choosePlace } from './try-devices.ts';

const choiceSchema = triedPlaceSchema
  .pick({ engine: true, device: true })
  .extend({ batchSize: z.int().min(1), tried: z.array(triedPlaceSchema) });

const memorySchema = z.object({ format: z.literal(1), choices: z.record(z.string(), choiceSchema) });

/** Recipes that are remembered; the oldest goes first. */
const most = 100;

type Task = Omit<ProbeTask, keyof Place>;

interface RememberOptions extends TrialOptions {
  /** Where choices are kept. Default: with what belongs to this computer's user. */
  readonly file?: string;
}

function memoryFile(): string {
  return join(userDataFolder(), 'places.json');
}

/**
 * `choosePlace`, asked once for a recipe on this computer: trying everything takes up to minutes, and comes to the same as long
 * as computer, driver and libraries are the same.
 */
export async function rememberedPlace(
  task: Task,
  preferred: Place | undefined,
  { file = memoryFile(), ...options }: RememberOptions = {},
): Promise<Choice> {
  const computer = options.computer ?? thisComputer();
  const isOpen = preferred === undefined && placesFor(task.recipe).length > 1;
  const key = keyOf(task, computer);
  const known = isOpen ? recalled(file)[key] : undefined;
  if (known !== undefined && obstacle(known, computer) === undefined) return known;
  const choice = await choosePlace(task, preferred, { ...options, computer });
  if (isOpen && choice.tried.some((place) => isSamePlace(place, choice))) await remember(file, key, choice);
  return choice;
}

/** Where a recipe was found to train fastest on this computer; undefined where nothing was tried for it. */
export function recalledPlace(task: Task, file = memoryFile()): Place | undefined {
  return recalled(file)[keyOf(task, thisComputer())];
}

/** Everything is tried again: something that was chosen did not work. */
export function forgetPlaces(file = memoryFile()): void {
  rmSync(file, { force: true });
}

/** All that speed and losses depend on. */
function keyOf({ backboneFile, classes, recipe }: Task, computer: Computer): string {
  const { engine, device, backbone, imageSize, batchSize, optimiser, layerRates, freezeBatchNorm, lr } =
    recipe;
  const { nvidia, library, tensorFlowPackage } = computer;
  const facts = [
    [engine, device, backbone, backboneFile, classes, imageSize, batchSize],
    [optimiser, layerRates, freezeBatchNorm, lr],
    [processorModel(), availableParallelism(), release(), nvidia ?? null],
    [softwareVersion, env.versions, tensorFlowPackage, libraryKinds.map(library)],
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** A file that cannot be read is as good as none. */
function recalled(file: string): Record<string, Choice> {
  try {
    return memorySchema.parse(JSON.parse(readFileSync(file, 'utf8'))).choices;
  } catch {
    return {};
  }
}

/** What cannot be kept is tried again. */
async function remember(file: string, key: string, choice: Choice): Promise<void> {
  const choices = Object.entries({ ...recalled(file), [key]: choice }).slice(-most);
  const text = JSON.stringify({ format: 1, choices: Object.fromEntries(choices) });
  await writeDurably(file, Buffer.from(text)).catch(() => undefined);
}
