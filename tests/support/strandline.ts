import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Ended, startNode } from './children.ts';

/** The command as users start it. */
export const program = fileURLToPath(new URL('../../bin/strandline.mjs', import.meta.url));

/** Ends the words of one command on either stream of the process that runs them; no command says it itself. */
const mark = '\u0001';
const server = fileURLToPath(new URL('command-server.ts', import.meta.url));

/** A process that runs commands: one of its own for each would take a second to start. */
interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** What its environment was made of. */
  readonly env: string;
}

let running: Running | undefined;
let turn: Promise<unknown> = Promise.resolve();

/** Runs a command to its end, whatever that is. Commands run one after another, in a process that they share. */
export function strandline(...args: string[]): Promise<Ended> {
  const ended = turn.then(() => answerOf(processFor(JSON.stringify(process.env)), args));
  turn = ended.catch(() => undefined);
  return ended;
}

/** Runs commands one after another. @returns how each ended. */
export function strandlines(...commands: readonly (readonly string[])[]): Promise<Ended[]> {
  return Promise.all(commands.map((words) => strandline(...words)));
}

/** Runs a command to its end in a process of its own, as users do. */
export function strandlineProcess(...args: string[]): Promise<Ended> {
  return startNode([program, ...args]).ended;
}

/** Runs a command that must succeed, with --json. @returns the one JSON document on stdout. */
export async function strandlineJson(...args: string[]): Promise<unknown> {
  return documentOf(args, await strandline(...args, '--json'));
}

/** As {@link strandlineJson}, in a process of its own. */
export async function strandlineProcessJson(...args: string[]): Promise<unknown> {
  return documentOf(args, await strandlineProcess(...args, '--json'));
}

function documentOf(args: readonly string[], { stdout, stderr, code }: Ended): unknown {
  if (code !== 0) throw new Error(`strandline ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** The process that is there, unless it has ended or a test has changed the environment since. */
function processFor(env: string): ChildProcessWithoutNullStreams {
  if (running?.env === env && running.child.exitCode === null && running.child.signalCode === null)
    return running.child;
  running?.child.stdin.end();
  running = { child: spawn(process.execPath, [server]), env };
  return running.child;
}

function answerOf(child: ChildProcessWithoutNullStreams, args: readonly string[]): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const said = { stdout: '', stderr: '' };
  const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
    for (const name of ['stdout', 'stderr'] as const) child[name].removeAllListeners('data');
    child.off('close', ended).off('error', reject);
    resolve({ code, signal, ...said });
  };
  child.once('close', ended).once('error', reject);
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (!said.stdout.endsWith(mark) || !said.stderr.endsWith(mark)) return;
      const words = /^([^]*?)(\d+)$/.exec(said.stdout.slice(0, -1));
      said.stdout = words?.[1] ?? '';
      said.stderr = said.stderr.slice(0, -1);
      ended(Number(words?.[2]), null);
    });
  child.stdin.write(`${JSON.stringify(args)}\n`);
  return promise;
}
