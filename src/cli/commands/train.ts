import { type Command, Option } from 'commander';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Recipe, devices, engines } from '#shared/learning/recipe.ts';
import { type RunnerName, runnerNames } from '#shared/slurm/settings.ts';
import { type Answer, type CommandContext, type Run, labCommand, onLab } from '../command.ts';
import { integerOption, numberOption } from '../options.ts';
import { type RecipeFlags, addRecipeOptions } from '../recipe-options.ts';
import { detached, followedOn } from '../on-cluster.ts';
import { runText } from '../run-text.ts';
import { dryRunText } from '../dry-run-text.ts';
import { type SlurmFlags, addSlurmOptions, keepGiven, settingsWith, slurmPart } from '../slurm-options.ts';
import { pathNamed } from '../path-named.ts';

interface TrainFlags extends RecipeFlags, SlurmFlags {
  dryRun?: true;
  split?: number;
  name?: string;
  queue?: true;
  use?: boolean;
}

interface ResumeFlags extends Partial<Pick<Recipe, 'lr' | 'engine' | 'device'>> {
  on?: RunnerName;
  use?: boolean;
}

/** The commands that train, go on with a run, and hand its logs out. */
export function addTrainingCommands(program: Command, run: Run): void {
  const train = labCommand(
    program,
    'train',
    'train a classifier on the lab’s photos; Ctrl-C pauses it, and leaves it on a cluster',
  );
  addSlurmOptions(addRecipeOptions(train))
    .option('--seed <n>', 'seed of everything random', integerOption)
    .option(
      '--split <id>',
      'a stored split (default: the newest of the whole lab; made where there is none)',
      integerOption,
    )
    .option('--name <name>', 'name of the run and its model')
    .option('--queue', 'only put it into the queue; "queue LAB --go" trains what waits')
    .option('--use', 'put its model in use, however it does beside the one that is')
    .option('--dry-run', 'say how long, how much disk, what is sent to a cluster; nothing is made')
    .action(
      onLab(run, async (context, { recipe, queue, use = false, dryRun, ...flags }: TrainFlags) => {
        const { api } = context;
        const { on, detach, given, others } = slurmPart(flags);
        if (queue === true && on !== 'local')
          throw new StrandlineError(
            'bad-argument',
            'A cluster has a queue of its own: leave out --queue. --detach ends once the run is in it.',
          );
        const request = { ...others, on, essay: recipe === 'essay' };
        if (dryRun === true) {
          const told = await api.slurm.dryRunOfRun({ request, settings: await settingsWith(api, given) });
          return [told, dryRunText(told)];
        }
        await keepGiven(api, given);
        if (queue !== true) {
          const begun = await api.runs.start(request);
          const left = detach ? await detached(context, aboutRun(begun)) : undefined;
          return left ?? followed(context, begun, { use, on });
        }
        // It would begin at once, only to be broken off by the end of this program.
        await api.queue.hold({ held: true });
        const filed = await api.runs.start({ ...request, when: 'queue' });
        return [filed, `Run ${filed.run} waits in the queue (job ${filed.job}).`];
      }),
    );

  labCommand(program, 'resume', 'go on with a run that was paused or broken off')
    .argument('[run]', 'id of the run (default: the newest that has not ended)', integerOption)
    .option('--lr <rate>', 'another learning rate, where the one before was too high', numberOption)
    .addOption(new Option('--engine <engine>', 'another engine').choices(engines))
    .addOption(new Option('--device <device>', 'another device').choices(devices))
    .addOption(new Option('--on <where>', 'where it goes on (default: where it was)').choices(runnerNames))
    .option('--use', 'put its model in use, however it does beside the one that is')
    .action(
      onLab(run, async (context, id: number | undefined, { use = false, ...changes }: ResumeFlags) => {
        const { api } = context;
        const newest = (await api.runs.list()).find(({ state }) => state !== 'done' && state !== 'queued');
        const chosen = id ?? newest?.id;
        if (chosen === undefined)
          throw new StrandlineError('bad-argument', 'All runs of this lab have ended.');
        const { on, ...begun } = await api.runs.resume({ run: chosen, ...changes });
        return followed(context, begun, { use, on });
      }),
    );

  labCommand(program, 'export-logs', 'copy a run’s logs (the essay’s text, JSON lines) into a folder')
    .argument('<run>', 'id of the run', integerOption)
    .argument('<folder>', 'where to')
    .action(
      onLab(run, async ({ api }, id: number, folder: string) => {
        const exported = await api.runs.exportLogs({ run: id, directory: pathNamed(folder) });
        return [exported, exported.files.join('\n')];
      }),
    );
}

interface BegunRun {
  readonly job: number;
  readonly run: number;
}

function aboutRun({ job, run }: BegunRun) {
  return { job, kind: 'train', of: { run } } as const;
}

/** @param how whether the model is put in use without being asked about, and where it is trained. */
async function followed(
  context: CommandContext,
  begun: BegunRun,
  { use, on }: { use: boolean; on: RunnerName },
): Promise<Answer> {
  const { api } = context;
  const { model } = await followedOn(context, aboutRun(begun), on);
  const finished = await api.runs.get({ run: begun.run });
  const { warnings } = await api.splits.get({ split: finished.split });
  const offer = await api.models.offer({ model });
  const isOffered = offer.standing !== 'in-use';
  if (use && isOffered) await api.edits.useModel({ model });
  const decision = !isOffered
    ? []
    : use
      ? ['It is in use from now on.']
      : [`strandline use LAB ${model} puts it in use; strandline decline LAB ${model} keeps the other.`];
  const text = [runText(finished), ...warnings, offer.sentence, ...offer.notes, ...decision];
  return [{ ...trainDocument(finished), warnings, offer, inUse: use || !isOffered }, text.join('\n')];
}

/** The stable shape of `train --json`; others script against it. */
export function trainDocument(run: RunRow): Record<string, unknown> {
  const { recipe } = run;
  if (run.result === null || recipe === null)
    throw new StrandlineError('internal', `Run ${run.id} ended without a result.`);
  const { device, engine, chosen, epochs, best, test, seconds, photosPerSecond } = run.result;
  const { temperature, threshold, sureness } = run.result;
  return {
    run: run.id,
    model: run.model,
    strategy: recipe.strategy,
    backbone: recipe.backbone,
    engine,
    device,
    ...(chosen !== undefined && { chosen }),
    epochs,
    best,
    test,
    seconds,
    photosPerSecond,
    temperature,
    threshold,
    ...(sureness && { sureness }),
  };
}
