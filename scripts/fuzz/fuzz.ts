import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found } from './fuzz-child.ts';
import { targets } from './targets.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Where inputs are kept that did not hold; not tracked. */
const kept = fileURLToPath(new URL('../../.cache/fuzz', import.meta.url));

/** An input that takes longer holds whoever reads it; a busy computer takes its time to begin. */
const hangSeconds = 60;
const startSeconds = 120;
/** What all inputs together may leave in memory, or one may take. */
const mostBytes = 1.5 * 1024 ** 3;
const everyMs = 250;

interface Report {
  readonly target: string;
  readonly seed: number;
  readonly seconds: number;
  readonly inputs: number;
  readonly faults: readonly { readonly input: number; readonly what: string; readonly again: string }[];
}

/**
 * Tries inputs on a target until the time is over, in a process that may die of them.
 *
 * @returns 1 where something did not hold, 2 where nobody knows what is asked for.
 */
export async function fuzz(args: readonly string[]): Promise<0 | 1 | 2> {
  const { target, seconds, seed, from, json } = parsedArgs(args);
  if (!Object.hasOwn(targets, target) || !(seconds > 0)) {
    process.stderr.write(
      `usage: npm run fuzz -- ${Object.keys(targets).join('|')} SECONDS [--seed N] [--from INPUT]\n`,
    );
    return 2;
  }
  const faults = new Map<string, Report['faults'][number]>();
  const until = Date.now() + seconds * 1000;
  let next = from;
  while (Date.now() < until) {
    const { reached, found } = await round({ target, seed, from: next, until });
    for (const one of found) note(faults, one, { target, seed });
    next = reached + 1;
  }
  const report: Report = { target, seed, seconds, inputs: next - from, faults: [...faults.values()] };
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : text(report));
  return faults.size === 0 ? 0 : 1;
}

function parsedArgs(args: readonly string[]): {
  target: string;
  seconds: number;
  seed: number;
  from: number;
  json: boolean;
} {
  const [target = '', seconds = ''] = args;
  const number = (flag: string, otherwise: number): number =>
    args.includes(flag) ? Number(args[args.indexOf(flag) + 1]) : otherwise;
  return {
    target,
    seconds: Number(seconds),
    seed: number('--seed', 1),
    from: number('--from', 0),
    json: args.includes('--json'),
  };
}

interface Asked {
  readonly target: string;
  readonly seed: number;
}

/** One fault of a kind is enough; the same one comes in a thousand inputs. */
function note(
  faults: Map<string, Report['faults'][number]>,
  { input, fault }: Found,
  { target, seed }: Asked,
): void {
  const kind = fault.what.replaceAll(/\d+/g, '#').slice(0, 120);
  if (faults.has(kind)) return;
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, `${target}-${seed}-${input}`), fault.input);
  const again = `npm run fuzz -- ${target} 5 --seed ${seed} --from ${input}`;
  faults.set(kind, { input, what: fault.what.slice(0, 2000), again });
  process.stderr.write(`${target} ${seed}/${input}: ${fault.what.slice(0, 600)}\n`);
}

/** Tries inputs until the time is over or one ends the process. @returns the last that was begun. */
async function round({
  target,
  seed,
  from,
  until,
}: Asked & { from: number; until: number }): Promise<{ reached: number; found: Found[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'strandline-fuzz-status-'));
  const status = join(folder, 'status');
  const child = fork(join(here, 'fuzz-child.ts'), [target, String(seed), String(from), status], {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=1024'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const found: Found[] = [];
  child.on('message', (message: Found) => found.push(message));
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (said: string) => (words = (words + said).slice(-1500)));
  const reached = (): number => {
    try {
      return readFileSync(status).readDoubleLE(0);
    } catch {
      return from - 1;
    }
  };
  const why = await watched(child, { reached, from, until });
  const last = reached();
  rmSync(folder, { recursive: true, force: true });
  if (why !== undefined) {
    if (last < from) throw new Error(`the target ${target} cannot be opened: ${why} ${words}`);
    found.push({ input: last, fault: { what: `${why} ${words}`.trim(), input: '' } });
  }
  return { reached: last, found };
}

/** @returns why the process ended before its time; undefined where it was ended at it. */
function watched(
  child: ChildProcess,
  { reached, from, until }: { reached: () => number; from: number; until: number },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let [last, since] = [reached(), Date.now()];
    let why: string | undefined;
    const stop = (reason?: string): void => {
      why = reason;
      child.kill('SIGKILL');
    };
    const timer = setInterval(() => {
      const at = reached();
      if (at !== last) [last, since] = [at, Date.now()];
      if (Date.now() > until) stop();
      else if (Date.now() - since > (at < from ? startSeconds : hangSeconds) * 1000)
        stop(`hangs: nothing for ${hangSeconds} s.`);
      else if (residentBytes(child.pid) > mostBytes) stop('takes more than 1.5 GiB of memory.');
    }, everyMs);
    let isOver = false;
    child.once('close', (code, signal) => {
      clearInterval(timer);
      isOver = Date.now() > until;
      const byItself =
        code === null && signal === 'SIGKILL' ? undefined : `crashes (${signal ?? code ?? 'unknown'}).`;
      resolve(why ?? (isOver ? undefined : byItself));
    });
  });
}

/** Linux alone tells it of another process without a program in between. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid ?? 0}/statm`, 'latin1').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}

function text({ target, seed, seconds, inputs, faults }: Report): string {
  const lines = faults.map(({ what, again }) => `  ${what.split('\n')[0] ?? ''}\n    ${again}`);
  return [
    `${target}: ${inputs} inputs in ${seconds} s (seed ${seed}), ${faults.length} kinds of fault`,
    ...lines,
    '',
  ].join('\n');
}
