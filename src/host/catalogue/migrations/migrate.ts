import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { StrandlineError } from '#shared/errors.ts';
import { type WritableDb, inTransaction } from '../database.ts';
import { catalogue } from './0010-catalogue.ts';
import { learning } from './0020-learning.ts';
import { edits } from './0030-edits.ts';
import { details } from './0031-details.ts';
import { search } from './0032-search.ts';
import { bin } from './0033-bin.ts';
import { profiles } from './0034-profiles.ts';
import { keptVerdicts } from './0040-kept-verdicts.ts';
import { studies } from './0060-studies.ts';
import { sites } from './0070-sites.ts';
import { review } from './0080-review.ts';
import { searchLetters } from './0081-search-letters.ts';
import { verdictClasses } from './0082-verdict-classes.ts';
import { profilesBin } from './0090-profiles-bin.ts';
import { benchSessions } from './0100-bench-sessions.ts';
import { trust } from './0110-trust.ts';
import { queue } from './0120-queue.ts';
import { registry } from './0140-registry.ts';
import { stageRegion } from './0150-stage-region.ts';
import type { Migration } from './migration.ts';

/** In rising order of version. */
export const migrations: readonly Migration[] = [
  catalogue,
  learning,
  edits,
  details,
  search,
  bin,
  profiles,
  keptVerdicts,
  studies,
  sites,
  review,
  searchLetters,
  verdictClasses,
  profilesBin,
  benchSessions,
  trust,
  queue,
  registry,
  stageRegion,
];

export const newestVersion: number = migrations.at(-1)?.version ?? 0;

export function schemaVersion(db: WritableDb): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Brings a database to a schema version, all steps in one transaction.
 *
 * @param to version to stop at; tests use it to build databases of older shape.
 * @param backupDirectory where a copy goes first when there is something to lose.
 * @throws StrandlineError `lab-newer` where the file is of a later version than this program knows.
 */
export function migrate(
  db: WritableDb,
  { to = newestVersion, backupDirectory }: { to?: number; backupDirectory?: string } = {},
): void {
  const from = schemaVersion(db);
  if (from > newestVersion) {
    throw new StrandlineError(
      'lab-newer',
      `This lab was written by a newer Strandline (schema ${from}; this one knows ${newestVersion}).`,
      { schema: from, known: newestVersion },
    );
  }
  const steps = migrations.filter(({ version }) => version > from && version <= to);
  const last = steps.at(-1);
  if (last === undefined) return;
  if (from > 0 && backupDirectory !== undefined) backUp(db, backupDirectory, from);
  inTransaction(db, () => {
    for (const { sql } of steps) db.exec(sql);
    db.pragma(`user_version = ${last.version}`);
  });
}

function backUp(db: WritableDb, directory: string, version: number): void {
  mkdirSync(directory, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  db.prepare('VACUUM INTO ?').run(join(directory, `before-migration-from-${version}-${stamp}.sqlite3`));
}
