import type { InProcessHost } from './in-process-host.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly session: InProcessHost;
  /** The command answered, but what it found is bad: exit status 1. */
  readonly fail: () => void;
}

/** Runs one command with a host of its own, closed afterwards whatever happens. */
export type Run = (work: (context: CommandContext) => Promise<void>) => Promise<void>;
