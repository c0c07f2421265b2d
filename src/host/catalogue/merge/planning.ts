import type { Conflicts } from './conflicts.ts';
import type { KnownOrigins } from './known-origins.ts';

/** What the parts of a plan are made with. */
export interface Planning {
  readonly conflicts: Conflicts;
  /** What this lab knows of others. */
  readonly known: KnownOrigins;
  /** The other lab's uid. */
  readonly uid: string;
}
