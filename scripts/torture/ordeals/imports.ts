import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { first } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { paintPhotos } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { mustRun, startScript } from '../program.ts';
import { look } from '../soundness.ts';

const worker = fileURLToPath(new URL('../workers/import.ts', import.meta.url));
const photosIn = ({ db }: Lab): number =>
  first<{ n: number }>(db, 'SELECT count(*) AS n FROM photos')?.n ?? 0;

/** So many kills befall one folder until it is whole. */
const killsEach = 10;

export const imports: Ordeal = {
  name: 'import',
  work: 'import of a folder',
  fault: 'kill -9',
  holds: 'every photo that was said to be done is there; the import goes on to the whole',
  weight: 2,
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const photos = join(folder, 'photos');
    const total = await paintPhotos(photos, 60, 4);
    const lost: string[] = [];
    let tried = 0;
    for (let round = 0; tried < points; round += 1) {
      const lab = join(folder, `lab-${round}`);
      await mustRun('init', lab);
      let acknowledged = 0;
      for (let kill = 0; kill < killsEach; kill += 1) {
        const { child, ended, kill: strike } = startScript(worker, lab, photos);
        const moment =
          acknowledged + random.below(Math.ceil((total - acknowledged) / (killsEach - kill)) + 1);
        const late = random.below(20);
        let isStruck = false;
        child.stdout?.on('data', (lines: Buffer) => {
          acknowledged = Math.max(acknowledged, Number(lines.toString().trim().split('\n').at(-1)));
          if (isStruck || acknowledged < moment) return;
          isStruck = true;
          setTimeout(strike, late);
        });
        const { signal, stderr } = await ended;
        if (signal === 'SIGKILL') tried += 1;
        else if (stderr !== '') lost.push(`The import failed: ${stderr.slice(0, 500)}`);
        const { problems, seen = 0 } = await look(lab, photosIn);
        lost.push(...problems);
        if (seen < acknowledged) lost.push(`${acknowledged} photos were said to be done, ${seen} are there.`);
        acknowledged = seen;
      }
      await mustRun('import', lab, photos);
      const { problems, seen } = await look(lab, photosIn);
      lost.push(...problems);
      if (seen !== total) lost.push(`Of ${total} photos ${seen ?? 0} were imported in the end.`);
    }
    return { tried, lost };
  },
};
