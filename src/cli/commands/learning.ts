import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ModelRow, RunRow } from '#shared/contract/contract.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Recipe, devices, engines, strategies } from '#shared/learning/recipe.ts';
import type { CommandContext, Run } from '../command.ts';
import { integerOption, numberOption } from '../options.ts';
import { accuracyText, runText, verdictText } from '../report.ts';

interface TrainFlags extends Partial<Omit<Recipe, 'strategy' | 'backbone'>> {
  strategy: Recipe['strategy'];
  backbone: string;
  recipe: 'default' | 'essay';
  split?: number;
  name?: string;
}

/** The commands that train, look at runs and models, and classify. */
export function addLearningCommands(program: Command, run: Run): void {
  program
    .command('train')
    .description('train a classifier on the lab’s photos')
    .argument('<lab>', 'folder of the lab')
    .addOption(new Option('--strategy <strategy>', 'what is trained').choices(strategies).default('frozen'))
    .option('--backbone <name>', 'pre-trained network, see "backbone list"', 'mobilenetv2')
    .addOption(
      new Option('--recipe <name>', 'base of the defaults').choices(['default', 'essay']).default('default'),
    )
    .option('--epochs <n>', 'passes over the training photos', integerOption)
    .option('--batch-size <n>', 'photos per step', integerOption)
    .option('--lr <rate>', 'learning rate of SGD', numberOption)
    .option('--momentum <m>', 'momentum of SGD', numberOption)
    .option('--weight-decay <d>', 'weight decay of SGD', numberOption)
    .option('--step-size <n>', 'StepLR: epochs between two reductions', integerOption)
    .option('--gamma <g>', 'StepLR: factor of a reduction', numberOption)
    .option('--image-size <px>', 'side of the network’s square input', integerOption)
    .option('--views <n>', 'augmented views per training photo', integerOption)
    .option('--seed <n>', 'seed of everything random', integerOption)
    .addOption(new Option('--device <device>', 'where to compute').choices(devices))
    .addOption(new Option('--engine <engine>', 'training engine').choices(engines))
    .option('--split <id>', 'a stored split (default: the newest; made where there is none)', integerOption)
    .option('--name <name>', 'name of the run and its model')
    .action((lab: string, flags: TrainFlags) => run((context) => train(context, lab, flags)));

  program
    .command('classify')
    .description('say what photos show')
    .argument('<lab>', 'folder of the lab')
    .argument('<files...>', 'photos')
    .option('--model <model>', 'id or name of the model (default: the newest)')
    .option('--together', 'all files are angles of one sample')
    .action((lab: string, files: string[], flags: { model?: string; together?: true }) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const verdicts = await session.api.bench.classify({
          files: files.map((file) => resolve(file)),
          together: flags.together ?? false,
          ...(flags.model !== undefined && { model: modelReference(flags.model) }),
        });
        terminal.answer(verdicts, verdicts.map(verdictText).join('\n'));
      }),
    );

  program
    .command('runs')
    .description('list the training runs')
    .argument('<lab>', 'folder of the lab')
    .action((lab: string) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const runs = await session.api.runs.list();
        terminal.answer(runs, runs.length === 0 ? 'No runs yet.' : runs.map(runLine).join('\n'));
      }),
    );

  program
    .command('show')
    .description('show one run: recipe, curve, test figures')
    .argument('<lab>', 'folder of the lab')
    .argument('<run>', 'id of the run', integerOption)
    .action((lab: string, id: number) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const found = await session.api.runs.get({ run: id });
        terminal.answer(found, runText(found));
      }),
    );

  program
    .command('models')
    .description('list the models')
    .argument('<lab>', 'folder of the lab')
    .action((lab: string) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const models = await session.api.models.list();
        terminal.answer(models, models.length === 0 ? 'No models yet.' : models.map(modelLine).join('\n'));
      }),
    );

  program
    .command('devices')
    .description('say what this computer can compute on')
    .action(() =>
      run(async ({ session, terminal }) => {
        const found = await session.api.devices.list();
        const lines = found.map(
          ({ device, usable, detail }) => `${device.padEnd(8)}${usable ? 'yes' : 'no '}  ${detail}`,
        );
        terminal.answer(found, lines.join('\n'));
      }),
    );
}

async function train({ session, terminal }: CommandContext, lab: string, flags: TrainFlags): Promise<void> {
  const { recipe, ...request } = flags;
  await session.api.lab.open({ directory: resolve(lab) });
  const started = await session.api.runs.start({ ...request, essay: recipe === 'essay' });
  await session.follow(started.job);
  const finished = await session.api.runs.get({ run: started.run });
  terminal.answer(trainDocument(finished), runText(finished));
}

/** The stable shape of `train --json`; others script against it. */
export function trainDocument(run: RunRow): Record<string, unknown> {
  if (run.result === null) throw new StrandlineError('internal', `Run ${run.id} ended without a result.`);
  const { device, engine, epochs, best, test, seconds, photosPerSecond, temperature, threshold } = run.result;
  return {
    run: run.id,
    model: run.model,
    strategy: run.recipe.strategy,
    backbone: run.recipe.backbone,
    engine,
    device,
    epochs,
    best,
    test,
    seconds,
    photosPerSecond,
    temperature,
    threshold,
  };
}

function modelReference(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function runLine(run: RunRow): string {
  const test = run.result?.test === undefined ? '' : `  ${accuracyText(run.result.test.sample, 'samples')}`;
  return `${String(run.id).padStart(4)}  ${run.startedAt}  ${run.state.padEnd(11)}  ${run.recipe.strategy} on ${run.recipe.backbone}  ${run.name}${test}`;
}

function modelLine(model: ModelRow): string {
  const test = model.test === null ? 'not tested' : accuracyText(model.test, 'samples');
  return `${String(model.id).padStart(4)}  ${model.createdAt}  ${model.name}  ${test}`;
}
