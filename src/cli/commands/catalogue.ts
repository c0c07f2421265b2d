import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type ImportReport, importLayouts, importReportSchema } from '#shared/domain/catalogue.ts';
import { importPlanSchema } from '#shared/domain/import-plan.ts';
import type { Run } from '../command.ts';
import { importPlanText } from '../import-plan-text.ts';
import { integerOption, mappingOption, numberOption } from '../options.ts';

interface ImportFlags {
  survey?: string;
  layout: (typeof importLayouts)[number];
  class: Record<string, string>;
  other?: string;
  dryRun?: true;
}

/** The commands that fill and check the lab: init, import, split, verify. */
export function addCatalogueCommands(program: Command, run: Run): void {
  program
    .command('init')
    .description('make a new lab in a folder')
    .argument('<lab>', 'folder of the lab')
    .option('--name <name>', 'name of the lab (default: the folder’s)')
    .action((lab: string, flags: { name?: string }) =>
      run(async ({ session, terminal }) => {
        const made = await session.api.lab.create({
          directory: resolve(lab),
          ...(flags.name && { name: flags.name }),
        });
        terminal.answer(made, `The lab "${made.name}" is ready in ${made.directory}.`);
      }),
    );

  program
    .command('import')
    .description('import a folder of photos')
    .argument('<lab>', 'folder of the lab')
    .argument('<folder>', 'folder of photos')
    .option('--survey <name>', 'survey to import into (default: the folder’s name)')
    .addOption(
      new Option('--layout <layout>', 'what the folders mean').choices(importLayouts).default('auto'),
    )
    .option('--class <folder=class>', 'class of a folder; repeatable', mappingOption, {})
    .option('--other <class>', 'class of the folders that no --class names')
    .option('--dry-run', 'say what would be imported, and write nothing')
    .action((lab: string, folder: string, flags: ImportFlags) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const options = {
          directory: resolve(folder),
          layout: flags.layout,
          classes: flags.class,
          ...(flags.survey !== undefined && { survey: flags.survey }),
          ...(flags.other !== undefined && { other: flags.other }),
        };
        if (flags.dryRun === true) {
          const { job } = await session.api.catalogue.planImport(options);
          const plan = importPlanSchema.parse(await session.follow(job));
          terminal.answer(plan, importPlanText(plan));
          return;
        }
        const { job } = await session.api.catalogue.import(options);
        const report = importReportSchema.parse(await session.follow(job));
        terminal.answer(report, importText(report));
      }),
    );

  program
    .command('split')
    .description('decide by sample what is for training, validation and test')
    .argument('<lab>', 'folder of the lab')
    .option('--val <share>', 'share of the samples for validation', numberOption, 0.15)
    .option('--test <share>', 'share of the samples for the test', numberOption, 0.15)
    .option('--seed <n>', 'seed of the draw', integerOption, 1)
    .action((lab: string, flags: { val: number; test: number; seed: number }) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const split = await session.api.splits.create({ val: flags.val, test: flags.test, seed: flags.seed });
        for (const warning of split.warnings) terminal.say(`Note: ${warning}`);
        const side = (name: 'train' | 'val' | 'test'): string =>
          `  ${name.padEnd(6)}${split[name].samples} samples, ${split[name].photos} photos`;
        terminal.answer(
          split,
          [`Split ${split.split} (seed ${split.seed}):`, side('train'), side('val'), side('test')].join('\n'),
        );
      }),
    );

  program
    .command('verify')
    .description('check that every row has its photo and every photo its row')
    .argument('<lab>', 'folder of the lab')
    .action((lab: string) =>
      run(async ({ session, terminal, fail }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const report = await session.api.lab.verify();
        const clean = report.problems.length === 0;
        const text = clean ? `Clean: ${report.photos} photos checked.` : report.problems.join('\n');
        terminal.answer(report, text);
        if (!clean) fail();
      }),
    );
}

function importText(report: ImportReport): string {
  const classes = Object.entries(report.classes).map(([name, photos]) => `  ${name}: ${photos} photos`);
  const skipped = report.skipped.map(({ file, reason }) => `  left out: ${file}: ${reason}`);
  return [
    `${report.photos} new photos of ${report.samples} samples; ${report.duplicates} were there already; ${report.skipped.length} left out.`,
    ...classes,
    ...skipped,
  ].join('\n');
}
