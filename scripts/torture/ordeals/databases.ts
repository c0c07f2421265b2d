import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Random } from '#shared/learning/random.ts';
import { first } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { copyOf, learnableLab } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { mustRun, startScript, strandline } from '../program.ts';
import { look } from '../soundness.ts';

const worker = fileURLToPath(new URL('../workers/edit.ts', import.meta.url));

interface Harmed {
  readonly file: string;
  /** Another lab's database. */
  readonly other: string;
  readonly random: Random;
}

const sector = 4096;

/** How a lab's database is found one morning. */
const harms: Readonly<Record<string, (harmed: Harmed) => void | Promise<void>>> = {
  emptied: ({ file }) => writeFileSync(file, ''),
  'cut short': ({ file, random }) => {
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, 1 + random.below(bytes.length - 1)));
  },
  'with its first sector lost': ({ file }) => {
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0, 0, sector));
  },
  'with a sector lost': ({ file, random }) => {
    const bytes = readFileSync(file);
    const at = sector * (1 + random.below(statSync(file).size / sector - 1));
    writeFileSync(file, bytes.fill(0, at, at + sector));
  },
  'another lab’s': ({ file, other }) => copyFileSync(other, file),
  'no database': ({ file }) => writeFileSync(file, 'Dear diary,\n'.repeat(1000)),
  gone: ({ file }) => rmSync(file),
  'without its log after a kill': async ({ file }) => {
    const { child, ended, kill } = startScript(worker, join(file, '..'), '0');
    child.stdout?.on('data', (lines: Buffer) => {
      if (/^done [5-9]/m.test(lines.toString())) kill();
    });
    await ended;
    rmSync(`${file}-wal`);
  },
};

const samplesIn = ({ db }: Lab): number =>
  first<{ n: number }>(db, 'SELECT count(*) AS n FROM samples')?.n ?? 0;

export const databases: Ordeal = {
  name: 'database',
  work: 'opening of a lab whose database is damaged',
  fault: 'emptied, cut short, sectors lost, replaced, gone, its log gone',
  holds:
    'it is said to be damaged, by opening it or by `verify`; `restore` brings back what the newest backup has',
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const base = await learnableLab(folder);
    const stranger = join(folder, 'stranger');
    await mustRun('init', stranger);
    const before = (await look(base, samplesIn)).seen ?? 0;
    const lost: string[] = [];
    const kinds = Object.entries(harms);
    for (let round = 0; round < points; round += 1) {
      const [name = '', harm] = kinds[round % kinds.length] ?? [];
      const lab = copyOf(base, `lab-${round}`);
      await harm?.({ file: join(lab, 'lab.sqlite3'), other: join(stranger, 'lab.sqlite3'), random });
      const said = await strandline('verify', lab);
      if (said.code === 0) lost.push(`The database is ${name}, and verify finds the lab whole.`);
      if (/\n\s+at /.test(said.stderr)) lost.push(`The database is ${name}: ${said.stderr.slice(0, 400)}`);
      const restored = await strandline('restore', lab);
      if (restored.code !== 0)
        lost.push(`The database is ${name}; restore says ${restored.stderr.slice(0, 400)}`);
      const { problems, seen } = await look(lab, samplesIn);
      lost.push(...problems.map((problem) => `After the database was ${name}: ${problem}`));
      if (seen !== before)
        lost.push(`The database was ${name}: of ${before} samples ${seen ?? 0} came back.`);
      rmSync(lab, { recursive: true });
    }
    return { tried: points, lost };
  },
};
