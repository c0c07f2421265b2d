import type { Ordeal } from '../ordeal.ts';
import { backups } from './backups.ts';
import { databases } from './databases.ts';
import { edits } from './edits.ts';
import { exports } from './exports.ts';
import { fullDisk } from './full-disk.ts';
import { imports } from './imports.ts';
import { migration } from './migration.ts';
import { studies } from './studies.ts';
import { tornFiles } from './torn-files.ts';
import { trainings } from './trainings.ts';

export const ordeals: readonly Ordeal[] = [
  imports,
  edits,
  trainings,
  studies,
  exports,
  backups,
  migration,
  fullDisk,
  tornFiles,
  databases,
];
