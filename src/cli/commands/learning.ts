import type { Command } from 'commander';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Estimate } from '#shared/learning/figures/cluster-bootstrap.ts';
import { classified, leftOutLines, verdictRows } from '../classify.ts';
import { type Run, damagedText, labCommand, listed, onLab } from '../command.ts';
import type { Api } from '../in-process-host.ts';
import { verdictFormats } from '#shared/learning/prediction/verdict-table.ts';
import { placeText } from '#shared/learning/place.ts';
import { integerOption, reference } from '../options.ts';
import { type RecipeFlags, addRecipeOptions } from '../recipe-options.ts';
import { accuracyText, shareText } from '#shared/learning/figures/figure-text.ts';
import { recipeText, runText, verdictText, worded } from '../run-text.ts';
import { pathNamed } from '../path-named.ts';

/** The commands that look at runs and devices, and classify. */
export function addLearningCommands(program: Command, run: Run): void {
  labCommand(program, 'classify', 'say what photos show')
    .argument('<photos...>', 'photos, or folders of photos')
    .option('--model <model>', 'id or name of the model (default: the one in use)')
    .option('--together', 'all files are angles of one sample')
    .option('--grouped', 'photos are angles of one sample where an import would put them together')
    .option('--csv <folder>', 'write the verdicts into this folder as CSV')
    .option('--xlsx <folder>', 'write the verdicts into this folder as an Excel workbook')
    .action(
      onLab(run, async (context, paths: string[], flags: ClassifyFlags) => {
        const { verdicts, skipped } = await classified(context, paths, {
          angles: flags.together ? 'together' : flags.grouped ? 'grouped' : 'each',
          ...(flags.model !== undefined && { model: reference(flags.model) }),
        });
        for (const line of leftOutLines(skipped)) context.say(line);
        const rows = verdictRows(verdicts, skipped);
        for (const format of verdictFormats) {
          const folder = flags[format];
          if (folder === undefined) continue;
          const saved = await context.api.bench.saveVerdicts({ directory: pathNamed(folder), format, rows });
          context.say(`Written to ${saved.file}.`);
        }
        return listed(verdicts.map(worded), verdictText, '');
      }),
    );

  labCommand(program, 'runs', 'list the training runs').action(
    onLab(run, async ({ api }) => listed(await api.runs.list(), runLine, 'No runs yet.')),
  );

  labCommand(program, 'show', 'show one run: recipe, curve, test figures')
    .argument('<run>', 'id of the run', integerOption)
    .action(
      onLab(run, async ({ api }, id: number) => {
        const found = await api.runs.get({ run: id });
        return [found, [runText(found), ...(await perClassLines(api, found))].join('\n')];
      }),
    );

  const devices = program
    .command('devices')
    .description('say what this computer can train on, and how fast; * where a run goes by itself');
  addRecipeOptions(devices).action(
    run(async ({ api }, { recipe, ...flags }: RecipeFlags) => {
      const isGiven = Object.keys(devices.opts()).some(
        (name) => name !== 'json' && devices.getOptionValueSource(name) === 'cli',
      );
      const asked = isGiven ? { recipe: { ...flags, essay: recipe === 'essay' } } : {};
      return listed(
        await api.devices.list(asked),
        ({ usable, auto, detail, ...place }) =>
          `${placeText(place).padEnd(22)}${usable ? 'yes' : 'no '}${auto ? ' *' : '  '}  ${detail}`,
        '',
      );
    }),
  );
}

interface ClassifyFlags {
  readonly model?: string;
  readonly together?: true;
  readonly grouped?: true;
  readonly csv?: string;
  readonly xlsx?: string;
}

function runLine(run: RunRow): string {
  const test = run.result?.test === undefined ? '' : `  ${accuracyText(run.result.test.sample, 'samples')}`;
  const facts = [String(run.id).padStart(4), run.startedAt, run.state.padEnd(11), recipeText(run), run.name];
  return `${facts.join('  ')}${test}${damagedText(run)}`;
}

/** Test figures by class and by sample; none where the run was not tested, a sentence where its predictions cannot be read. */
async function perClassLines(api: Api, { id, result, classes, damaged }: RunRow): Promise<string[]> {
  if (result?.test === undefined || damaged !== null) return [];
  const figures = await api.figures.side({ run: id, side: 'test', by: 'sample' }).catch(asRefusal);
  if (figures instanceof StrandlineError) return [figures.message];
  const { perClass } = figures;
  const width = Math.max(...classes.map(({ name }) => name.length));
  return [
    'By class (95 % intervals over samples):',
    ...perClass.map(({ support, predicted, precision, recall, f1 }, index) =>
      [
        `  ${(classes[index]?.name ?? '').padEnd(width)}`,
        `${support} samples`,
        `precision ${estimateText(precision, predicted)}`,
        `recall ${estimateText(recall, support)}`,
        `F1 ${estimateText(f1)}`,
      ].join('  '),
    ),
  ];
}

/** What cannot be told hides nothing else. */
function asRefusal(error: unknown): StrandlineError {
  if (error instanceof StrandlineError) return error;
  throw error;
}

/** @param n how many things it is a share of; F1 is of none that could be counted. */
function estimateText(estimate: Estimate | null, n = Infinity): string {
  return estimate === null ? 'none' : shareText(estimate.value, estimate.ci95, n);
}
