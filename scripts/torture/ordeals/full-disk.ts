import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { first } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listRuns } from '#host/catalogue/queries/learning/runs.ts';
import { learnableLab, paintPhotos } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { strandline } from '../program.ts';
import { look } from '../soundness.ts';

/** A disk of its own in memory, of any size. */
function mounted(folder: string): { resize: (bytes: number) => void; unmount: () => void } {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1g', 'tmpfs', folder]);
  return {
    resize: (bytes) => void execFileSync('mount', ['-o', `remount,size=${bytes}`, folder]),
    unmount: () => void execFileSync('umount', ['-l', folder]),
  };
}

function usedBytes(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return (blocks - bfree) * bsize;
}

interface Work {
  readonly words: (lab: string, photos: string) => string[];
  /** How it goes on once there is room. Default: once more. */
  readonly again?: (lab: string) => string[];
  /** Of what it needs; how much is left of the disk is drawn below it. */
  readonly bytes: number;
}

const training = [
  '--strategy',
  'fine-tune',
  '--image-size',
  '32',
  '--epochs',
  '2',
  '--engine',
  'ort',
  '--device',
  'cpu',
];
const works: readonly Work[] = [
  { words: (lab, photos) => ['import', lab, photos, '--survey', 'more'], bytes: 600_000 },
  { words: (lab) => ['train', lab, ...training], again: (lab) => ['resume', lab], bytes: 40_000_000 },
  {
    words: (lab) => ['export', lab, join(lab, '..', 'out'), '--format', 'tree'],
    again: (lab) => ['export', lab, join(lab, '..', 'again'), '--format', 'tree'],
    bytes: 300_000,
  },
  { words: (lab) => ['split', lab], bytes: 60_000 },
];

const stateOf = ({ db }: Lab): { photos: number; done: number } => ({
  photos: first<{ n: number }>(db, 'SELECT count(*) AS n FROM photos')?.n ?? 0,
  done: listRuns(db).filter(({ state }) => state === 'done').length,
});

export const fullDisk: Ordeal = {
  name: 'disk',
  work: 'import, training, export and split',
  fault: 'a disk that fills up',
  holds: 'it is said in words; what was there before is there; with room it goes on',
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    if (process.getuid?.() !== 0) throw new Error('a small disk takes root');
    const base = await learnableLab(folder);
    const before = (await look(base, stateOf)).seen?.photos ?? 0;
    const photos = join(folder, 'more');
    await paintPhotos(photos, 40, 4);
    const lost: string[] = [];
    let tried = 0;
    for (let round = 0; round < points; round += 1) {
      const work = works[round % works.length];
      if (work === undefined) break;
      const disk = join(folder, `disk-${round}`);
      const { resize, unmount } = mounted(disk);
      try {
        const lab = join(disk, 'lab');
        cpSync(base, lab, { recursive: true });
        resize(usedBytes(disk) + 8192 + random.below(work.bytes));
        const words = work.words(lab, photos);
        const { code, stderr } = await strandline(...words);
        resize(2 ** 30);
        const { problems, seen } = await look(lab, stateOf);
        lost.push(...problems);
        if (seen === undefined || seen.photos < before)
          lost.push(`Of ${before} photos ${seen?.photos ?? 0} are there.`);
        if (code === 0) continue;
        tried += 1;
        if (!/no room|full|disk/i.test(stderr))
          lost.push(`${words[0]}: not said in words: ${stderr.slice(-400)}`);
        if ((seen?.done ?? 0) > 0) lost.push('A run is done of which the command said that it failed.');
        // What had not even begun cannot be gone on with.
        const goneOn = await strandline(...(work.again?.(lab) ?? words));
        const last = goneOn.code === 0 ? goneOn : await strandline(...work.words(lab, photos));
        if (last.code !== 0)
          lost.push(`${words[0]}: with room it does not go on: ${last.stderr.slice(-400)}`);
      } finally {
        unmount();
      }
    }
    return { tried, lost };
  },
};
