import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { first } from '#host/catalogue/database.ts';
import { migrations, newestVersion, schemaVersion } from '#host/catalogue/migrations/migrate.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { killedAfter, mustRun } from '../program.ts';
import { look, otherReaderOn } from '../soundness.ts';

const samples = 20_000;

/** A lab as the first version left it, of rows alone. */
function oldLab(lab: string): void {
  const [baseline] = migrations;
  mkdirSync(lab, { recursive: true });
  const db = new Database(join(lab, 'lab.sqlite3'));
  db.pragma('journal_mode = WAL');
  db.exec(baseline?.sql ?? '');
  db.exec(`
    PRAGMA user_version = ${baseline?.version ?? 0};
    INSERT INTO lab (id, name, created_at, uid) VALUES (1, 'Old', '2024-05-01T10:00:00.000Z', 'abcdef0123456789');
    INSERT INTO surveys (id, name, created_at) VALUES (1, 'Beach', '2024-05-01T10:00:00.000Z');
    WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ${samples})
    INSERT INTO samples (survey_id, number, source_key, created_at, notes)
    SELECT 1, printf('S-%05d', n), printf('plastic/%d', n), '2024-05-01T10:00:00.000Z', printf('note %d', n) FROM count;
  `);
  db.close();
}

export const migration: Ordeal = {
  name: 'migrate',
  work: 'first opening by a newer version',
  fault: 'kill -9',
  holds: 'the lab is as it was or as it shall be; every copy that was made is whole',
  weight: 3,
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const old = join(folder, 'old');
    oldLab(old);
    const calm = join(folder, 'calm');
    cpSync(old, calm, { recursive: true });
    const whole = await mustRun('models', calm);
    const usual = await mustRun('models', calm);
    const lost: string[] = [];
    let tried = 0;
    for (let kill = 0; kill < points; kill += 1) {
      const lab = join(folder, `lab-${kill}`);
      cpSync(old, lab, { recursive: true });
      const moment = usual * 0.5 + random.below(Math.ceil(Math.max(200, whole - usual * 0.5)));
      if (await killedAfter(moment, 'models', lab)) tried += 1;
      const left = otherReaderOn(join(lab, 'lab.sqlite3'));
      const copies = readdirSync(lab).includes('backups') ? readdirSync(join(lab, 'backups')) : [];
      const torn = copies
        .filter((name) => name.endsWith('.sqlite3'))
        .flatMap((name) => otherReaderOn(join(lab, 'backups', name)).map((problem) => `${name}: ${problem}`));
      lost.push(...left, ...torn);
      const { problems, seen } = await look(lab, ({ db }) => ({
        rows: first<{ n: number }>(db, `SELECT count(*) AS n FROM samples WHERE notes LIKE 'note %'`)?.n,
        version: schemaVersion(db),
      }));
      lost.push(...problems);
      if (seen?.rows !== samples || seen.version !== newestVersion)
        lost.push(`${seen?.rows ?? 0} of ${samples} rows are there, at version ${seen?.version ?? 0}.`);
    }
    return { tried, lost };
  },
};
