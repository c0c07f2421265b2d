import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { temporaryEnding } from '#host/lib/durable-files.ts';
import { StrandlineError } from '#shared/errors.ts';

/**
 * Makes a folder whole or not at all: it is filled under a temporary name beside its place, and has its name once `fill` is done.
 *
 * @param directory not there yet, or empty.
 * @param fill is given the folder as it is called meanwhile.
 * @throws StrandlineError `bad-argument` where something is there; what `fill` throws.
 */
export async function inNewFolder<T>(directory: string, fill: (folder: string) => Promise<T>): Promise<T> {
  refuseTaken(directory);
  const unfinished = temporaryName(directory);
  try {
    await sweepUnfinished(directory);
    await mkdir(unfinished, { recursive: true });
    const result = await fill(unfinished);
    refuseTaken(directory);
    // Windows renames nothing onto a folder, also where that is empty.
    if (existsSync(directory)) rmdirSync(directory);
    await rename(unfinished, directory);
    return result;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Writes a file whole or not at all; one that is there is replaced once the new one was read back.
 *
 * @param check is given the file as it is called until then.
 * @throws what `check` throws, and what the system says; the old file is there still.
 */
export async function inNewFile<T>(
  file: string,
  content: string | Uint8Array,
  check: (written: string) => Promise<T>,
): Promise<T> {
  const unfinished = temporaryName(file);
  try {
    await sweepUnfinished(file);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(unfinished, content);
    const result = await check(unfinished);
    await rename(unfinished, file);
    return result;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Says which process writes it, so that what a killed one left is known. */
function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomUUID().slice(0, 8)}${temporaryEnding}`;
}

/** Takes away what killed processes left of the same name. */
async function sweepUnfinished(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  if (!existsSync(folder)) return;
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${name}.`) || !entry.endsWith(temporaryEnding)) continue;
    const writer = /^(\d+)-[\da-f]{8}$/.exec(entry.slice(name.length + 1, -temporaryEnding.length))?.[1];
    if (writer !== undefined && !isRunning(Number(writer)))
      await rm(join(folder, entry), { recursive: true, force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // That of another person may not be asked, and runs.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function refuseTaken(directory: string): void {
  const there = statSync(directory, { throwIfNoEntry: false });
  if (there === undefined || (there.isDirectory() && readdirSync(directory).length === 0)) return;
  throw new StrandlineError(
    'bad-argument',
    `${directory} is there already${there.isDirectory() ? ' and not empty' : ''}. Name a new folder.`,
    { directory },
  );
}
