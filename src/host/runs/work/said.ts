import { closeSync, fstatSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { wireErrorSchema } from '#shared/errors.ts';
import { triedPlaceSchema } from '#shared/learning/place.ts';
import { epochSchema } from '#shared/learning/plan.ts';
import { progressSchema } from '#shared/progress.ts';
import { appendOwn, openOwn } from '#host/lib/own-files.ts';

const reportSchema = progressSchema.pick({ phase: true, done: true, total: true, unit: true, value: true });

/** What a run that trains elsewhere says of itself, a line of JSON each. */
const saidSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), host: z.string() }),
  z.object({ kind: z.literal('progress'), report: reportSchema }),
  z.object({ kind: z.literal('epoch'), record: epochSchema }),
  z.object({ kind: z.literal('place'), place: triedPlaceSchema.pick({ engine: true, device: true }) }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('failed'), error: wireErrorSchema }),
  z.object({ kind: z.literal('interrupted') }),
]);

/** Beside what is said: which attempt says it. */
const whoSchema = z.object({ attempt: z.string().optional() });
export type Said = z.infer<typeof saidSchema>;

const fileName = 'work.jsonl';
/** Bytes that are read of it at a time; what is left is read the next time. */
const mostAtOnce = 4 * 1024 ** 2;

/** The file of those lines in a run's folder. */
export function saidFile(runDir: string): string {
  return join(runDir, fileName);
}

/**
 * Says one thing; one write each, so that lines of two processes never mix.
 *
 * @param attempt who says it.
 */
export function say(runDir: string, said: Said, attempt?: string): void {
  const line = { ...said, at: new Date().toISOString(), ...(attempt !== undefined && { attempt }) };
  appendOwn(saidFile(runDir), `${JSON.stringify(line)}\n`);
}

/** Reads what is said while it is being written. */
export class Listener {
  readonly #file: string;
  #from = 0;
  /** The one that began last. */
  #attempt: string | undefined;

  constructor(runDir: string) {
    this.#file = saidFile(runDir);
  }

  /**
   * What was said since the last call by the attempt that began last, whole lines only; a line that cannot be read says
   * nothing.
   */
  heard(): Said[] {
    const bytes = this.#more();
    const whole = bytes.lastIndexOf(0x0a) + 1;
    // A line that is as long as that is none.
    const end = whole === 0 && bytes.length === mostAtOnce ? bytes.length : whole;
    this.#from += end;
    return bytes
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .flatMap((line) => parsedLine(line) ?? [])
      .filter(({ said, attempt }) => {
        if (said.kind === 'started') this.#attempt = attempt;
        return attempt === this.#attempt;
      })
      .map(({ said }) => said);
  }

  #more(): Buffer {
    let handle: number;
    try {
      handle = openOwn(this.#file);
    } catch {
      // It has not begun.
      return Buffer.alloc(0);
    }
    try {
      const { size } = fstatSync(handle);
      const buffer = Buffer.alloc(Math.min(mostAtOnce, Math.max(0, size - this.#from)));
      return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, this.#from));
    } finally {
      closeSync(handle);
    }
  }
}

function parsedLine(line: string): { said: Said; attempt: string | undefined } | undefined {
  try {
    const read: unknown = JSON.parse(line);
    const said = saidSchema.safeParse(read).data;
    return said && { said, attempt: whoSchema.safeParse(read).data?.attempt };
  } catch {
    return undefined;
  }
}
