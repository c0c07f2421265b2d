import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { all, first } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { paintPhotos } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { mustRun, startScript } from '../program.ts';
import { look } from '../soundness.ts';

const worker = fileURLToPath(new URL('../workers/edit.ts', import.meta.url));

interface Said {
  readonly tried: number;
  readonly done: number;
  /** The sample whose notes count the edits. */
  readonly sample: number;
}

function lastSaid(stdout: string): Said {
  const tried = [...stdout.matchAll(/^try (\d+)$/gm)].at(-1);
  const done = [...stdout.matchAll(/^done (\d+) (\d+)$/gm)].at(-1);
  return { tried: Number(tried?.[1] ?? 0), done: Number(done?.[1] ?? 0), sample: Number(done?.[2] ?? 0) };
}

/** The edit that a sample's notes tell, and how many steps that added two samples added one. */
function countsIn({ db }: Lab, sample: number): { edit: number; halves: number } {
  const row = first<{ notes: string }>(db, 'SELECT notes FROM samples WHERE id = @sample', { sample });
  const halves = all(
    db,
    `SELECT 1 FROM samples WHERE notes LIKE 'pair %' GROUP BY notes HAVING count(*) <> 2`,
  );
  return { edit: Number(row?.notes.replace('edit ', '')), halves: halves.length };
}

export const edits: Ordeal = {
  name: 'edit',
  work: 'edits, undo and redo',
  fault: 'kill -9',
  holds: 'the last acknowledged edit is there, and nothing half done',
  weight: 2,
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const [photos, lab] = [join(folder, 'photos'), join(folder, 'lab')];
    await paintPhotos(photos, 6, 2);
    await mustRun('init', lab);
    await mustRun('import', lab, photos);
    const lost: string[] = [];
    let last = 0;
    for (let kill = 0; kill < points; kill += 1) {
      const { child, ended, kill: strike } = startScript(worker, lab, String(last));
      const moment = last + 1 + random.below(120);
      const late = random.below(8);
      child.stdout?.on('data', (lines: Buffer) => {
        if (lastSaid(lines.toString()).done >= moment) setTimeout(strike, late);
      });
      const { stdout, stderr, signal } = await ended;
      if (signal !== 'SIGKILL') {
        lost.push(`The edits failed: ${stderr.slice(0, 500)}`);
        break;
      }
      const { tried, done, sample } = lastSaid(stdout);
      last = tried;
      const { problems, seen } = await look(lab, (opened) => countsIn(opened, sample));
      const { edit = 0, halves = 0 } = seen ?? {};
      lost.push(...problems);
      if (edit < done || edit > tried) lost.push(`Edit ${done} was acknowledged; the lab has ${edit}.`);
      if (halves > 0) lost.push(`${halves} steps of two samples are there by half.`);
    }
    return { tried: points, lost };
  },
};
