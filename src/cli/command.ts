import { resolve } from 'node:path';
import type { Command } from 'commander';
import { isLabAddress, parseLabAddress } from '#shared/domain/lab-address.ts';
import { isThere } from '#shared/domain/place-there.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Api, InProcessHost } from './in-process-host.ts';
import type { Terminal } from './terminal.ts';

/** What a command answers: one document under `--json`, text for a person otherwise. */
export type Answer = readonly [document: unknown, text: string];

/** What every command gets. */
export interface CommandContext extends Pick<Terminal, 'say' | 'progress'> {
  readonly api: Api;
  readonly open: InProcessHost['open'];
  readonly follow: InProcessHost['follow'];
  /** Aborted by Ctrl-C, for work that no job does. */
  readonly signal: AbortSignal;
  /** The command answers, but what it found is bad: exit status 1. */
  readonly fail: () => void;
}

type Work<Words extends readonly unknown[]> = (context: CommandContext, ...words: Words) => Promise<Answer>;
type Action<Words extends readonly unknown[]> = (...words: Words) => Promise<void>;

/** Makes what commander calls of what a command does: it runs with a host of its own, closed afterwards whatever happens. */
export type Run = <Words extends readonly unknown[]>(work: Work<Words>) => Action<Words>;

/** Names a command on a lab, whose folder is its first argument. */
export function labCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('<lab>', 'folder of the lab, or ssh://user@computer/folder');
}

/** What a `labCommand` does once the lab is open; it gets the words after the lab's folder. */
export function onLab<Words extends readonly unknown[]>(
  run: Run,
  work: Work<Words>,
): Action<[lab: string, ...words: Words]> {
  return run(async (context, lab: string, ...words: Words) => {
    const { readOnly } = await context.open(lab);
    if (readOnly !== null) context.say(readOnly);
    return work(context, ...words);
  });
}

/**
 * The folder of a lab on this computer, for what is not done over a link.
 *
 * @param otherwise what a person does where the lab is on another computer, as a sentence; default: the same there.
 * @throws StrandlineError `unsupported` for an `ssh://` address, `bad-argument` for one that is wrong.
 */
export function folderHere(place: string, otherwise?: string): string {
  refuseFar(place, otherwise);
  return resolve(place);
}

/** The refusal of {@link folderHere} alone. @param place not one of another computer by `there:`, either. */
export function refuseFar(place: string, otherwise?: string): void {
  if (isThere(place))
    throw new StrandlineError(
      'unsupported',
      `This is done with a file or folder of this computer, and ${place} is one of the lab’s.`,
    );
  if (!isLabAddress(place)) return;
  const { host, path } = parseLabAddress(place);
  throw new StrandlineError(
    'unsupported',
    `This is not done over ssh. ${otherwise ?? `Log in to ${host} and do it there, on ${path}.`}`,
  );
}

/** What stands behind a row of a list that is not whole. */
export function damagedText({ damaged }: { readonly damaged: string | null }): string {
  return damaged === null ? '' : `  ${damaged}`;
}

/** The answer of a command that lists: a line for each, or a sentence where there is none. */
export function listed<Row>(rows: readonly Row[], line: (row: Row) => string, none: string): Answer {
  return [rows, rows.length === 0 ? none : rows.map(line).join('\n')];
}
