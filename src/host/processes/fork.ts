import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';

/**
 * Starts a process of this program under plain Node: the one that STRANDLINE_NODE names, or else the one that runs now.
 *
 * @param entry absolute path, most often an `entryFile`.
 */
export function forkProcess(entry: string, options: ForkOptions = {}): ChildProcess {
  return fork(entry, [], {
    // The parent's own flags (a test runner's, Electron's) mean nothing to it.
    execArgv: [],
    // Unlike JSON it keeps typed arrays and numbers that are not finite.
    serialization: 'advanced',
    // In a utility process the one that runs now is Electron.
    execPath: process.env.STRANDLINE_NODE ?? process.execPath,
    ...options,
  });
}

/** Starts a process that works for this one and says nothing to a person. */
export function forkWorker(entry: string, options: ForkOptions = {}): ChildProcess {
  // Standard output belongs to the command line's answer.
  return forkProcess(entry, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], ...options });
}

const wordsKept = 2000;

/** The end of what a process wrote to its standard error, for a look at a crash. */
export function lastWords(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-wordsKept)));
  return () => words;
}
