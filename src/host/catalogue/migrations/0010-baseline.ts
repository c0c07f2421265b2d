import { benchTables } from './baseline/bench.ts';
import { editTables } from './baseline/edits.ts';
import { jobTables } from './baseline/jobs.ts';
import { labTables } from './baseline/lab.ts';
import { learningTables } from './baseline/learning.ts';
import { reviewTables } from './baseline/review.ts';
import { sampleTables } from './baseline/samples.ts';
import { searchTables } from './baseline/search.ts';
import { surveyTables } from './baseline/surveys.ts';
import type { Migration } from './migration.ts';

/**
 * All tables as they are in the first release. Numeric columns have their unit in their name, the one that the exported
 * tables' headers have; shares, counts and coordinates (decimal degrees) need none.
 */
export const baseline: Migration = {
  version: 10,
  // The search comes last: its triggers are on tables of the others.
  sql: [
    labTables,
    surveyTables,
    sampleTables,
    editTables,
    learningTables,
    jobTables,
    benchTables,
    reviewTables,
    searchTables,
  ].join('\n'),
};
