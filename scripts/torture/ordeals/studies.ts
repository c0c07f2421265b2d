import { all, first } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { copyOf, learnableLab } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { killedAfter, mustRun } from '../program.ts';
import { look } from '../soundness.ts';

const request = [
  ...['--vary', 'photos', '--at', '8,16', '--seeds', '1,2'],
  ...['--image-size', '32', '--views', '1', '--weight-decay', '0.01', '--epochs', '3'],
];
const killsEach = 8;

/** A study's finished points by their place, as they are stored; undefined where there is no study. */
type Points = ReadonlyMap<number, string>;

function studyIn({ db }: Lab): { state: string; points: Points } | undefined {
  const study = first<{ state: string }>(db, 'SELECT state FROM studies');
  if (study === undefined) return undefined;
  const rows = all<{ place: number; point: string }>(
    db,
    'SELECT place, point FROM study_runs WHERE point IS NOT NULL ORDER BY place',
  );
  return { state: study.state, points: new Map(rows.map(({ place, point }) => [place, point])) };
}

/** Tallies and accuracies; which run made them may differ. */
function figures(points: Points): string {
  return JSON.stringify(
    [...points].map(([place, point]) => [place, { ...(JSON.parse(point) as object), run: undefined }]),
  );
}

function wordsFor(lab: string, isBegun: boolean): string[] {
  return isBegun ? ['resume-study', lab] : ['study', lab, ...request];
}

export const studies: Ordeal = {
  name: 'study',
  work: 'study of four runs',
  fault: 'kill -9 of all its processes',
  holds: 'finished points stay; it goes on, and ends with the figures of an undisturbed study',
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const base = await learnableLab(folder);
    const calm = copyOf(base, 'calm');
    const whole = await mustRun('study', calm, ...request);
    const { problems, seen: expected } = await look(calm, studyIn);
    const lost = [...problems];
    let tried = 0;
    for (let round = 0; tried < points; round += 1) {
      const lab = copyOf(base, `harmed-${round}`);
      let study = (await look(lab, studyIn)).seen;
      for (let kill = 0; kill < killsEach && tried < points && study?.state !== 'done'; kill += 1) {
        if (await killedAfter(random.below(Math.ceil(whole)), ...wordsFor(lab, study !== undefined)))
          tried += 1;
        const now = await look(lab, studyIn);
        lost.push(...now.problems);
        for (const [place, point] of study?.points ?? [])
          if (now.seen?.points.get(place) !== point)
            lost.push(`The finished point ${place} is not as it was.`);
        if (now.seen?.state === 'failed') lost.push('The study is booked as failed.');
        study = now.seen;
      }
      if (study?.state !== 'done') await mustRun(...wordsFor(lab, study !== undefined));
      const { seen } = await look(lab, studyIn);
      if (figures(seen?.points ?? new Map()) !== figures(expected?.points ?? new Map()))
        lost.push('The study that was killed has other figures.');
    }
    return { tried, lost };
  },
};
