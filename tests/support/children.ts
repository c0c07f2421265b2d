import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts this Node on a module's source text or on a script with arguments. */
export function startNode(
  args: readonly string[],
  options: SpawnOptions = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs a piece of TypeScript-free ESM in a process of its own, with the project's import aliases. */
export function startModule(source: string, options: SpawnOptions = {}): ReturnType<typeof startNode> {
  const root = new URL('../..', import.meta.url).pathname;
  return startNode(['--input-type=module', '--eval', source], { cwd: root, ...options });
}
