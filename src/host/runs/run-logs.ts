import { copyFile, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { explained } from '#host/lib/explained.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { foundRun } from '#host/catalogue/queries/learning/runs.ts';
import { logFiles } from '#host/training/run-log.ts';
import { StrandlineError } from '#shared/errors.ts';
import { runFolder } from './run-folder.ts';

/** The end of a log that is shown; the whole one is saved as a file. */
const shownLog = 256 * 1024;

/** Copies a run's logs under names that tell them from another run's. @throws StrandlineError `not-found` where it has none yet. */
export async function exportRunLogs(lab: Lab, id: number, directory: string): Promise<{ files: string[] }> {
  const run = foundRun(lab.db, id);
  const files = logFiles.map((name) => ({
    from: join(runFolder(lab, { run: id }), name),
    to: join(directory, `run-${id}-${name}`),
  }));
  try {
    await mkdir(directory, { recursive: true });
    await Promise.all(files.map(({ from, to }) => copyFile(from, to)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new StrandlineError('not-found', `Run ${id} (${run.name}) has no log yet: it has not begun.`);
    throw explained(error, directory);
  }
  return { files: files.map(({ to }) => to) };
}

/** The end of a run's log, for a person; of one that has not ended without its test. @throws StrandlineError `not-found` where it has none yet. */
export async function endOfRunLog(lab: Lab, id: number): Promise<string> {
  const run = foundRun(lab.db, id);
  const file = join(runFolder(lab, { run: id }), logFiles[0]);
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const start = Math.max(0, size - shownLog);
    const { buffer, bytesRead } = await handle.read({ position: start, buffer: Buffer.alloc(size - start) });
    const text = buffer.toString('utf8', 0, bytesRead);
    return run.result === null ? withoutTest(text) : text;
  } catch (error) {
    throw new StrandlineError(
      'not-found',
      `Run ${id} (${run.name}) has no log: it has not begun.`,
      { file },
      error,
    );
  }
}

/** The file itself keeps the essay's shape, for whoever takes it away. */
function withoutTest(log: string): string {
  return log.replaceAll(/^test Loss: .*\n/gm, '');
}
