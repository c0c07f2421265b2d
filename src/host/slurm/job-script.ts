import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A word as a shell takes it for what it is. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * What starts Strandline's command line on a node, which must see it under the same path: `STRANDLINE_COMMAND`, or this
 * program's own.
 */
export function nodeCommand(env: NodeJS.ProcessEnv = process.env): string[] {
  if (env.STRANDLINE_COMMAND !== undefined) return [env.STRANDLINE_COMMAND];
  const here = import.meta.url;
  const entry = extname(here) === '.ts' ? '../../../bin/strandline.mjs' : './cli.js';
  return [process.execPath, fileURLToPath(new URL(entry, here))];
}

interface Script {
  readonly command: readonly string[];
  /** The file that lists the plans. */
  readonly list: string;
  /** Folder of the logs, one per run of the array. */
  readonly logs: string;
}

/** The script of an array: each run logs into a file of its own, and is the job's own process, so that signals reach it. */
export function jobScript({ command, list, logs }: Script): string {
  const words = [...command, 'work', list].map(quoted).join(' ');
  return [
    '#!/bin/bash',
    `exec >> ${quoted(`${logs}/`)}"$SLURM_ARRAY_TASK_ID.log" 2>&1`,
    `exec ${words} "$SLURM_ARRAY_TASK_ID"`,
    '',
  ].join('\n');
}
