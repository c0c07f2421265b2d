import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { paintPhotos } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { killedAfter, mustRun } from '../program.ts';
import { look } from '../soundness.ts';

const formats = ['csv', 'xlsx', 'darwin-core', 'coco', 'tree'] as const;

/** Python's own zip reader has to find an archive whole that stands there under its final name. */
function tornArchives(folder: string): string[] {
  const archives = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /\.(zip|xlsx)$/.test(name));
  return archives.flatMap((name) => {
    const { status } = spawnSync('python3', ['-m', 'zipfile', '-t', join(folder, name)]);
    return status === 0 ? [] : [`${name} stands there under its own name and is torn.`];
  });
}

export const exports: Ordeal = {
  name: 'export',
  work: 'export as tables, archive, COCO or tree',
  fault: 'kill -9',
  holds: 'the lab is untouched; what stands there under its own name is whole; the export can be made again',
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const [photos, lab] = [join(folder, 'photos'), join(folder, 'lab')];
    await paintPhotos(photos, 40, 4);
    await mustRun('init', lab);
    await mustRun('import', lab, photos);
    const lost: string[] = [];
    let tried = 0;
    for (let round = 0; round < points; round += 1) {
      const format = formats[round % formats.length] ?? 'csv';
      const target = join(folder, `out-${round}`);
      mkdirSync(target);
      const whole =
        round < formats.length
          ? await mustRun('export', lab, join(folder, `calm-${round}`), '--format', format)
          : 2000;
      if (
        await killedAfter(
          whole * 0.3 + random.below(Math.ceil(whole * 0.8)),
          'export',
          lab,
          target,
          '--format',
          format,
        )
      )
        tried += 1;
      lost.push(...tornArchives(target), ...(await look(lab, () => undefined)).problems);
      await mustRun('export', lab, join(folder, `again-${round}`), '--format', format);
    }
    return { tried, lost };
  },
};
