import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Recipe, strategies } from '#shared/learning/recipe.ts';
import { type Study, type StudyRequest, holds, measures, variables } from '#shared/studies/study.ts';
import type { CommandContext, Run } from '../command.ts';
import { integerListOption, integerOption } from '../options.ts';
import { addRecipeOptions } from '../recipe-options.ts';
import { studyText } from '../study-text.ts';

interface StudyFlags extends Partial<Omit<Recipe, 'strategy' | 'backbone' | 'seed'>> {
  vary: StudyRequest['vary'];
  at?: number[];
  strategies?: Recipe['strategy'][];
  hold?: StudyRequest['hold'];
  heldPhotos?: number;
  seeds?: number[];
  measure?: NonNullable<StudyRequest['measure']>;
  split?: number;
  name?: string;
  strategy: Recipe['strategy'];
  backbone: string;
  recipe: 'default' | 'essay';
}

/** The commands that ask how much data is enough. */
export function addStudyCommands(program: Command, run: Run): void {
  const study = program
    .command('study')
    .description('train a series over one variable and say what is enough; Ctrl-C pauses it')
    .argument('<lab>', 'folder of the lab');
  addRecipeOptions(study)
    .addOption(
      new Option('--vary <variable>', 'what changes from run to run')
        .choices(variables)
        .makeOptionMandatory(),
    )
    .option('--at <list>', 'numbers of photos or angles (default: doubling up to all)', integerListOption)
    .option('--strategies <list>', `which to compare, of ${strategies.join(', ')}`, strategyListOption)
    .addOption(new Option('--hold <what>', 'what stays while angles grow').choices(holds))
    .option('--held-photos <n>', 'with --hold photos: how many', integerOption)
    .option('--seeds <list>', 'repeats of every point (default: 1,2,3)', integerListOption)
    .addOption(new Option('--measure <unit>', 'what counts once (default: sample)').choices(measures))
    .option(
      '--split <id>',
      'a stored split (default: the newest of the whole lab; made where there is none)',
      integerOption,
    )
    .option('--name <name>', 'name of the study')
    .action((lab: string, flags: StudyFlags) =>
      run(async (context) => {
        const { vary, at, hold, heldPhotos, seeds, measure, split, name, recipe, ...asked } = flags;
        const { strategies: compared, ...recipeFlags } = asked;
        const { api } = context.session;
        await api.lab.open({ directory: resolve(lab) });
        const started = await api.studies.start({
          vary,
          at,
          strategies: compared,
          hold,
          heldPhotos,
          seeds,
          measure,
          split,
          name,
          recipe: { ...recipeFlags, essay: recipe === 'essay' },
        });
        await followStudy(context, started);
      }),
    );

  program
    .command('resume-study')
    .description('go on with a study that was paused or broken off')
    .argument('<lab>', 'folder of the lab')
    .argument('[study]', 'id of the study (default: the newest that has not ended)', integerOption)
    .action((lab: string, id: number | undefined) =>
      run(async (context) => {
        const { api } = context.session;
        await api.lab.open({ directory: resolve(lab) });
        const newest = (await api.studies.list()).find(({ state }) => state !== 'done')?.study;
        await followStudy(context, await api.studies.resume({ study: id ?? newest ?? 0 }));
      }),
    );

  program
    .command('studies')
    .description('list the studies, or show one')
    .argument('<lab>', 'folder of the lab')
    .argument('[study]', 'id of the study', integerOption)
    .action((lab: string, id: number | undefined) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        if (id !== undefined) {
          const found = await session.api.studies.get({ study: id });
          terminal.answer(found, studyText(found));
          return;
        }
        const studies = await session.api.studies.list();
        terminal.answer(
          studies,
          studies.length === 0 ? 'No studies yet.' : studies.map(studyLine).join('\n'),
        );
      }),
    );
}

async function followStudy(
  { session, terminal }: CommandContext,
  { job, study }: { job: number; study: number },
): Promise<void> {
  await session.follow(job, 'pause');
  const finished = await session.api.studies.get({ study });
  terminal.answer(finished, studyText(finished));
}

function studyLine({ study, state, points, runs, name, sentence }: Study): string {
  return `${String(study).padStart(4)}  ${state.padEnd(11)}  ${points.length}/${runs} runs  ${name}: ${sentence}`;
}

function strategyListOption(text: string): Recipe['strategy'][] {
  return text.split(',').map((name) => {
    const found = strategies.find((strategy) => strategy === name);
    if (found === undefined) throw new InvalidArgumentError(`Strategies are ${strategies.join(', ')}.`);
    return found;
  });
}
