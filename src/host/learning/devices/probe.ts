import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Device, Recipe } from '#shared/learning/recipe.ts';

/** A few real training steps on made-up photos. */
export interface ProbeTask {
  readonly device: Device;
  readonly backboneFile: string;
  readonly classes: number;
  readonly recipe: Recipe;
}

/** What a device made of them, or its own words where it could not. */
export type Probe =
  { readonly losses: readonly number[]; readonly secondsPerStep: number } | { readonly failure: string };

export interface ProbeOptions {
  /** The probe's entry file. Default: the one beside this module. */
  readonly entry?: string;
  /** A graphics card's shaders are compiled first, which may take a minute. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const wordsKept = 2000;

/**
 * Tries a device in a process of its own: a broken driver takes down whoever calls it. Never throws for the device's sake.
 *
 * @throws the reason of `signal` once it is aborted.
 */
export async function probeDevice(
  task: ProbeTask,
  { entry = entryBeside(), timeoutMs = 120_000, signal }: ProbeOptions = {},
): Promise<Probe> {
  signal?.throwIfAborted();
  const child = fork(entry, [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const kill = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-wordsKept)));
  let answer: Probe | undefined;
  child.on('message', (message: Probe) => (answer = message));
  child.send(task, () => undefined);
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, stop) => resolve(stop ?? `exit status ${code ?? 'unknown'}`));
  });
  signal?.removeEventListener('abort', kill);
  signal?.throwIfAborted();
  if (answer === undefined) return { failure: `the probe ended by itself (${ended}). ${words}`.trim() };
  return 'failure' in answer ? { failure: `${answer.failure} ${words}`.trim() } : answer;
}

function entryBeside(): string {
  return fileURLToPath(new URL(`./probe-worker${extname(import.meta.url)}`, import.meta.url));
}
