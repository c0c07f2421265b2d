import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { first } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { copyOf, learnableLab, paintPhotos } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { killedAfter, mustRun } from '../program.ts';
import { look, otherReaderOn } from '../soundness.ts';

const photosIn = ({ db }: Lab): number =>
  first<{ n: number }>(db, 'SELECT count(*) AS n FROM photos')?.n ?? 0;

export const backups: Ordeal = {
  name: 'backup',
  work: 'backup into a file, and restore',
  fault: 'kill -9',
  holds: 'a backup that is there is whole; the lab is as it was or as the backup has it, and nothing between',
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const base = await learnableLab(folder);
    const early = join(folder, 'early.sqlite3');
    const whole = await mustRun('backup', base, early);
    const before = (await look(base, photosIn)).seen ?? 0;
    const more = join(folder, 'more');
    const added = await paintPhotos(more, 20, 3);
    await mustRun('import', base, more, '--survey', 'more');
    const both = before + added;
    const lost: string[] = [];
    let tried = 0;
    for (let round = 0; round < points; round += 1) {
      const lab = copyOf(base, `lab-${round}`);
      const moment = whole * 0.3 + random.below(Math.ceil(whole * 0.9));
      const file = join(folder, `backup-${round}.sqlite3`);
      const words = round % 2 === 0 ? ['backup', lab, file] : ['restore', lab, early];
      if (await killedAfter(moment, ...words)) tried += 1;
      if (existsSync(file)) lost.push(...otherReaderOn(file).map((problem) => `The backup: ${problem}`));
      const { problems, seen } = await look(lab, photosIn);
      lost.push(...problems);
      if (seen !== both && (round % 2 === 0 || seen !== before))
        lost.push(`${words[0] ?? ''}: the lab has ${seen ?? 0} photos, where ${both} or ${before} were.`);
    }
    return { tried, lost };
  },
};
