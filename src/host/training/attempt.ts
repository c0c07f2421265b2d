import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '#host/lib/durable-files.ts';
import { StrandlineError } from '#shared/errors.ts';
import { readOwnText } from '#host/lib/own-files.ts';

/** Who makes a run: a cluster begins a run again whose node only seemed to be gone, and then two are at it. */
const attemptSchema = z.strictObject({
  token: z.string().regex(/^[0-9a-f]{16}$/),
  /** The cluster's name of the job; absent where no cluster began it. */
  job: z.string().optional(),
  /** How often the cluster had begun that job before. */
  restart: z.int().min(0),
  /** Whoever has the lab open trains the run itself: what was sent elsewhere before begins no more. */
  here: z.literal(true).optional(),
});
type Attempt = z.infer<typeof attemptSchema>;

/** The file of the attempt that a run's folder belongs to. */
export function attemptFile(runDir: string): string {
  return join(runDir, 'attempt.json');
}

/**
 * Takes a run's folder over from whoever had it.
 *
 * @returns the attempt's token; undefined where a later attempt of the same job has the folder, or whoever has the lab open.
 */
export async function beginAttempt(
  runDir: string,
  asked: Pick<Attempt, 'job' | 'restart'>,
): Promise<string | undefined> {
  const before = attemptOf(runDir);
  if (before?.here === true) return undefined;
  if (asked.job !== undefined && before?.job === asked.job && before.restart > asked.restart)
    return undefined;
  return taken(runDir, asked);
}

/**
 * Takes a run's folder back for the process that has its lab open, from whatever trains it elsewhere or is still to.
 *
 * @returns the attempt's token.
 */
export function takeHere(runDir: string): Promise<string> {
  return taken(runDir, { restart: 0, here: true });
}

/** Ends what `takeHere` began: the run may be sent elsewhere again. Who was overtaken stays so. */
export function leaveHere(runDir: string, token: string): void {
  if (holdsRun(runDir, token)) rmSync(attemptFile(runDir), { force: true });
}

async function taken(runDir: string, asked: Omit<Attempt, 'token'>): Promise<string> {
  const attempt: Attempt = { token: randomBytes(8).toString('hex'), ...asked };
  await writeDurably(attemptFile(runDir), new TextEncoder().encode(JSON.stringify(attempt)));
  return attempt.token;
}

/** Whether a run's folder is still an attempt's own. Opening the file anew is what makes a network file system look. */
export function holdsRun(runDir: string, token: string): boolean {
  return attemptOf(runDir)?.token === token;
}

/** @param token absent: nobody else can be at it. @throws StrandlineError `conflict` where a later attempt has the run. */
export function refuseOvertaken(runDir: string, token: string | undefined): void {
  if (token !== undefined && !holdsRun(runDir, token))
    throw new StrandlineError('conflict', 'A later attempt has this run; this one writes nothing more.');
}

function attemptOf(runDir: string): Attempt | undefined {
  try {
    return attemptSchema.safeParse(JSON.parse(readOwnText(attemptFile(runDir)))).data;
  } catch {
    return undefined;
  }
}
