import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Recipe, strategies } from '#shared/learning/recipe.ts';
import { type RunnerName, runnerNames } from '#shared/slurm/settings.ts';
import { type Study, type StudyRequest, holds, measures, variables } from '#shared/studies/study.ts';
import { endedText } from '#shared/studies/sentence.ts';
import { type Answer, type CommandContext, type Run, labCommand, listed, onLab } from '../command.ts';
import { dryRunText } from '../dry-run-text.ts';
import { detached, followedOn } from '../on-cluster.ts';
import { integerListOption, integerOption } from '../options.ts';
import { addRecipeOptions } from '../recipe-options.ts';
import { type SlurmFlags, addSlurmOptions, keepGiven, settingsWith, slurmPart } from '../slurm-options.ts';
import { snakefileText, studyText } from '../study-text.ts';
import { pathNamed } from '../path-named.ts';

interface StudyFlags extends Partial<Omit<Recipe, 'strategy' | 'backbone' | 'seed'>>, SlurmFlags {
  dryRun?: true;
  exportSnakefile?: string;
  vary: StudyRequest['vary'];
  at?: number[];
  strategies?: Recipe['strategy'][];
  hold?: StudyRequest['hold'];
  heldPhotos?: number;
  seeds?: number[];
  measure?: NonNullable<StudyRequest['measure']>;
  run?: number;
  of?: number;
  lab?: string;
  split?: number;
  name?: string;
  strategy: Recipe['strategy'];
  backbone: string;
  recipe: 'default' | 'essay';
}

/** The commands that ask how much data is enough. */
export function addStudyCommands(program: Command, run: Run): void {
  const study = labCommand(
    program,
    'study',
    'say how many photos or angles are enough, from a series of runs or a run that has ended; Ctrl-C pauses it, and leaves it on a cluster',
  );
  addSlurmOptions(addRecipeOptions(study))
    .addOption(
      new Option('--vary <variable>', 'what changes from run to run')
        .choices(variables)
        .makeOptionMandatory(),
    )
    .option('--run <id>', 'bench angles: the run that predicted (default: the newest)', integerOption)
    .option('--of <study>', 'bench angles: the runs of a study instead', integerOption)
    .option('--lab <mark>', 'labs: the lab that was merged, by its mark')
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
    .option('--dry-run', 'say how long, how much disk, what is sent to a cluster; nothing is made')
    .option('--export-snakefile <folder>', 'file it, and write a Snakefile that makes its runs')
    .action(
      onLab(run, async (context, { recipe: base, dryRun, exportSnakefile, ...flags }: StudyFlags) => {
        const { api } = context;
        const { on, detach, given, others } = slurmPart(flags);
        const {
          vary,
          at,
          strategies: compared,
          hold,
          heldPhotos,
          seeds,
          measure,
          run: asked,
          of,
          lab,
          split,
          name,
          ...recipe
        } = others;
        const request = {
          vary,
          at,
          strategies: compared,
          hold,
          heldPhotos,
          seeds,
          measure,
          run: asked,
          of,
          lab,
          split,
          name,
          recipe: { ...recipe, essay: base === 'essay' },
        };
        if (dryRun === true) {
          const told = await api.slurm.dryRun({ request, settings: await settingsWith(api, given) });
          return [told, dryRunText(told)];
        }
        await keepGiven(api, given);
        if (exportSnakefile !== undefined) {
          const made = await api.slurm.exportSnakefile({ request, directory: pathNamed(exportSnakefile) });
          return [made, snakefileText(made)];
        }
        const begun = await api.studies.start({ ...request, on });
        const left = detach ? await detached(context, aboutStudy(begun)) : undefined;
        return left ?? followed(context, begun, on);
      }),
    );

  labCommand(program, 'resume-study', 'go on with a study that was paused or broken off')
    .argument('[study]', 'id of the study (default: the newest that has not ended)', integerOption)
    .addOption(new Option('--on <where>', 'where it goes on (default: where it was)').choices(runnerNames))
    .action(
      onLab(run, async (context, id: number | undefined, { on: asked }: { on?: RunnerName }) => {
        const { api } = context;
        const newest = (await api.studies.list()).find(({ state }) => state !== 'done')?.study;
        const { on, ...begun } = await api.studies.resume({ study: id ?? newest ?? 0, on: asked });
        return followed(context, begun, on);
      }),
    );

  labCommand(program, 'studies', 'list the studies, or show one')
    .argument('[study]', 'id of the study', integerOption)
    .action(
      onLab(run, async ({ api }, id: number | undefined) => {
        if (id === undefined) return listed(await api.studies.list(), studyLine, 'No studies yet.');
        const found = await api.studies.get({ study: id });
        return [found, studyText(found)];
      }),
    );
}

interface BegunStudy {
  readonly job: number;
  readonly study: number;
}

async function followed(context: CommandContext, begun: BegunStudy, on: RunnerName): Promise<Answer> {
  await followedOn(context, aboutStudy(begun), on);
  const finished = await context.api.studies.get({ study: begun.study });
  return [finished, studyText(finished)];
}

function aboutStudy({ job, study }: BegunStudy) {
  return { job, kind: 'study', of: { study } } as const;
}

function studyLine({ study, state, vary, points, runs, name, sentence, damaged }: Study): string {
  const said = damaged ?? sentence;
  return `${String(study).padStart(4)}  ${state.padEnd(11)}  ${endedText({ vary, points, runs })}  ${name}: ${said}`;
}

function strategyListOption(text: string): Recipe['strategy'][] {
  return text.split(',').map((name) => {
    const found = strategies.find((strategy) => strategy === name);
    if (found === undefined) throw new InvalidArgumentError(`Strategies are ${strategies.join(', ')}.`);
    return found;
  });
}
