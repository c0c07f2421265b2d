import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const command = fileURLToPath(new URL('../../bin/strandline.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Ends it and all that it has started, at once: what a power cut does to a program. */
  readonly kill: () => void;
}

/** Starts a script under this Node, at the head of a process group of its own. */
export function startScript(script: string, ...args: string[]): Started {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = once(child, 'close').then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  return { child, ended, kill: () => killGroup(child) };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Runs the command as a user would. */
export function strandline(...args: string[]): Promise<Ended> {
  return startScript(command, ...args).ended;
}

/** Runs the command, which must succeed. @returns how many milliseconds it took. */
export async function mustRun(...args: string[]): Promise<number> {
  const started = performance.now();
  const { code, stderr } = await strandline(...args);
  if (code !== 0) throw new Error(`strandline ${args.join(' ')} ended with ${code}: ${stderr}`);
  return performance.now() - started;
}

/** Runs the command and kills it so many milliseconds later. @returns whether it was still running. */
export async function killedAfter(ms: number, ...args: string[]): Promise<boolean> {
  const { ended, kill } = startScript(command, ...args);
  const timer = setTimeout(kill, ms);
  const { signal } = await ended;
  clearTimeout(timer);
  return signal === 'SIGKILL';
}
