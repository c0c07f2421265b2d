import { readdirSync } from 'node:fs';
import { type WritableDb, run } from './database.ts';

/**
 * Keeps the numbers of runs and studies whose folders are there from being given again. A database that is older than its
 * lab's folder (a backup that was restored) would otherwise start a run in the folder of another, and go on from the
 * other's checkpoint.
 */
export function keepUsedNumbers(db: WritableDb, runsFolder: string): void {
  const names = readdirSync(runsFolder);
  keep(db, 'runs', greatest(names, /^(\d+)$/));
  keep(db, 'studies', greatest(names, /^study-(\d+)$/));
}

function greatest(names: readonly string[], pattern: RegExp): number {
  const numbers = names.map((name) => Number(pattern.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers.filter((number) => Number.isSafeInteger(number)));
}

function keep(db: WritableDb, table: string, number: number): void {
  if (number === 0) return;
  const { changes } = run(
    db,
    'UPDATE sqlite_sequence SET seq = @number WHERE name = @table AND seq < @number',
    { table, number },
  );
  if (changes > 0) return;
  // SQLite has no row there until the table has had its first.
  run(
    db,
    `INSERT INTO sqlite_sequence (name, seq)
     SELECT @table, @number WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = @table)`,
    { table, number },
  );
}
