import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { Estimate } from '#shared/learning/figures/cluster-bootstrap.ts';
import type { Run } from '../command.ts';
import { integerOption, reference } from '../options.ts';
import { accuracyText, percentText } from '#shared/learning/figures/figure-text.ts';
import { runText, verdictText } from '../run-text.ts';
import type { InProcessHost } from '../in-process-host.ts';

/** The commands that look at runs and devices, and classify. */
export function addLearningCommands(program: Command, run: Run): void {
  program
    .command('classify')
    .description('say what photos show')
    .argument('<lab>', 'folder of the lab')
    .argument('<files...>', 'photos')
    .option('--model <model>', 'id or name of the model (default: the promoted one, else the newest)')
    .option('--together', 'all files are angles of one sample')
    .action((lab: string, files: string[], flags: { model?: string; together?: true }) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const verdicts = await session.api.bench.classify({
          files: files.map((file) => resolve(file)),
          together: flags.together ?? false,
          ...(flags.model !== undefined && { model: reference(flags.model) }),
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
        terminal.answer(found, [runText(found), ...(await perClassLines(session, found))].join('\n'));
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

function runLine(run: RunRow): string {
  const test = run.result?.test === undefined ? '' : `  ${accuracyText(run.result.test.sample, 'samples')}`;
  return `${String(run.id).padStart(4)}  ${run.startedAt}  ${run.state.padEnd(11)}  ${run.recipe.strategy} on ${run.recipe.backbone}  ${run.name}${test}`;
}

/** Test figures by class and by sample; none where the run was not tested or is older than its predictions. */
async function perClassLines({ api }: InProcessHost, { id, result, classes }: RunRow): Promise<string[]> {
  if (result?.test === undefined) return [];
  const { perClass } = await api.figures.side({ run: id, side: 'test', by: 'sample' });
  const width = Math.max(...classes.map(({ name }) => name.length));
  return [
    'By class (95 % intervals over samples):',
    ...perClass.map(({ support, precision, recall, f1 }, index) =>
      [
        `  ${(classes[index]?.name ?? '').padEnd(width)}`,
        `${support} samples`,
        `precision ${estimateText(precision)}`,
        `recall ${estimateText(recall)}`,
        `F1 ${estimateText(f1)}`,
      ].join('  '),
    ),
  ];
}

function estimateText(estimate: Estimate | null): string {
  if (estimate === null) return 'none';
  return `${percentText(estimate.value)} % (${estimate.ci95.map(percentText).join('–')})`;
}
