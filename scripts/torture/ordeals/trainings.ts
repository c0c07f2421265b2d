import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '#host/catalogue/lab.ts';
import { listRuns } from '#host/catalogue/queries/learning/runs.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { RunState } from '#shared/learning/run-state.ts';
import { copyOf, learnableLab } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { killedAfter, mustRun } from '../program.ts';
import { look } from '../soundness.ts';

/** All layers are trained, with a checkpoint after every epoch, in some seconds. */
const recipe = [
  ...['--strategy', 'fine-tune', '--image-size', '32', '--epochs', '6'],
  ...['--engine', 'ort', '--device', 'cpu', '--name', 'tortured'],
];
/** After so many kills a training may come to its end. */
const killsEach = 8;

function predictionsOf(lab: string): string {
  return readFileSync(join(lab, 'runs/1/predictions.json'), 'utf8');
}

const newestRun = ({ db }: Lab): RunRow | undefined => listRuns(db)[0];

/** Begins the training, or goes on with it. */
function wordsFor(lab: string, state: RunState | undefined): string[] {
  return state === undefined ? ['train', lab, ...recipe] : ['resume', lab];
}

export const trainings: Ordeal = {
  name: 'train',
  work: 'training of all layers',
  fault: 'kill -9 of all its processes',
  holds:
    'no run is booked as failed; it goes on, and ends with the predictions of an undisturbed run, byte by byte',
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const base = await learnableLab(folder);
    const calm = copyOf(base, 'calm');
    const whole = await mustRun('train', calm, ...recipe);
    const lost: string[] = [];
    let tried = 0;
    for (let round = 0; tried < points; round += 1) {
      const lab = copyOf(base, `harmed-${round}`);
      let state: RunState | undefined;
      for (let kill = 0; kill < killsEach && tried < points && state !== 'done'; kill += 1) {
        // Each is killed somewhere in what it would take from its start to its end, and a little later still.
        if (await killedAfter(random.below(Math.ceil(whole * 1.1)), ...wordsFor(lab, state))) tried += 1;
        const { problems, seen } = await look(lab, newestRun);
        lost.push(...problems);
        if (seen?.state === 'failed') lost.push(`The run is booked as failed: ${seen.error?.message ?? ''}`);
        state = seen?.state;
      }
      if (state !== 'done') await mustRun(...wordsFor(lab, state));
      if (predictionsOf(lab) !== predictionsOf(calm))
        lost.push('The run that was killed predicts otherwise than the undisturbed one.');
    }
    return { tried, lost };
  },
};
