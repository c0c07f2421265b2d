import type { Command } from 'commander';
import type { Leftover, VerifyResult } from '#shared/domain/lab.ts';
import type { EditSummary } from '#shared/domain/history.ts';
import { type Run, folderHere, labCommand, onLab } from '../command.ts';
import { type ImportFlags, addImportFlags, importOptionsOf } from '../import-options.ts';
import { importPlanText, importText } from '../import-text.ts';
import { integerOption, numberOption } from '../options.ts';
import { pathNamed } from '../path-named.ts';

interface SplitFlags {
  readonly val: number;
  readonly test: number;
  readonly seed: number;
  readonly testLab?: string;
}

/** The commands that fill and check the lab: init, import, split, verify. */
export function addCatalogueCommands(program: Command, run: Run): void {
  program
    .command('init')
    .description('make a new lab in a folder')
    .argument('<lab>', 'folder of the lab')
    .option('--name <name>', 'name of the lab (default: the folder’s)')
    .action(
      run(async ({ api }, lab: string, { name }: { name?: string }) => {
        const made = await api.lab.create({ directory: folderHere(lab), ...(name && { name }) });
        return [made, `The lab "${made.name}" is ready in ${made.directory}.`];
      }),
    );

  addImportFlags(labCommand(program, 'import', 'import a folder of photos')).action(
    onLab(run, async ({ api, follow }, folder: string, flags: ImportFlags) => {
      const options = importOptionsOf(folder, flags);
      if (flags.dryRun === true) {
        const { job } = await api.catalogue.planImport({ ...options, whole: true });
        const plan = await follow(job, 'import-plan');
        return [plan, importPlanText(plan)];
      }
      const { job } = await api.catalogue.import(options);
      const report = await follow(job, 'import');
      return [report, importText(report)];
    }),
  );

  labCommand(program, 'undo', 'take the last step back: an import, an edit').action(
    onLab(run, async ({ api }) => {
      const step = await api.edits.undo();
      return [step, step === null ? 'There is nothing to undo.' : `Taken back: ${stepText(step)}.`];
    }),
  );

  labCommand(program, 'redo', 'do the step again that was taken back last').action(
    onLab(run, async ({ api }) => {
      const step = await api.edits.redo();
      return [step, step === null ? 'There is nothing to redo.' : `Done again: ${stepText(step)}.`];
    }),
  );

  labCommand(program, 'split', 'decide by sample what is for training, validation and test')
    .option('--val <share>', 'share of the samples for validation', numberOption, 0.15)
    .option('--test <share>', 'share of the samples for the test', numberOption, 0.15)
    .option(
      '--test-lab <mark>',
      'test on all samples that came from this lab by a merge, and train on the others: does the model hold there?',
    )
    .option('--seed <n>', 'seed of the draw', integerOption, 1)
    .action(
      onLab(run, async ({ api, say }, { testLab, ...shares }: SplitFlags) => {
        const split = await api.splits.create({ ...shares, ...(testLab !== undefined && { testLab }) });
        for (const warning of split.warnings) say(`Note: ${warning}`);
        const side = (name: 'train' | 'val' | 'test'): string =>
          `  ${name.padEnd(6)}${split[name].samples} samples, ${split[name].photos} photos`;
        const head = `Split ${split.split} (seed ${split.seed}):`;
        return [split, [head, side('train'), side('val'), side('test')].join('\n')];
      }),
    );

  labCommand(program, 'verify', 'check that every row has its file, whole, and what lies there without one')
    .option('--repair', 'mend what can be mended; nothing is deleted that could be the only copy')
    .option('--look-in <folder>', 'look for files of photos that are missing there too')
    .action(
      onLab(run, async ({ api, follow, fail }, { repair, lookIn }: { repair?: true; lookIn?: string }) => {
        const args = lookIn === undefined ? {} : { lookIn: pathNamed(lookIn) };
        const { job } = await (repair === true ? api.lab.repair(args) : api.lab.verify(args));
        const found = await follow(job, repair === true ? 'repair' : 'verify');
        if (found.problems.length > 0) fail();
        return [found, verifyText(found, repair === true)];
      }),
    );
}

function stepText({ kind, things }: EditSummary): string {
  return `${kind} (${things} ${things === 1 ? 'thing' : 'things'})`;
}

const leftWords: Readonly<Record<Leftover['kind'], string>> = {
  unfinished: 'unfinished, of a program that was killed',
  photos: 'photos without a row: an import of the same photos takes them up',
  models: 'models without a row',
  runs: 'of runs without a row',
  databases: 'damaged databases that a restore has kept',
};

function verifyText({ photos, models, problems, repairs, left }: VerifyResult, repaired: boolean): string {
  const head =
    problems.length === 0 ? `Clean: ${photos} photos, ${models} models checked.` : problems.join('\n');
  const title = repaired ? 'Repaired:' : 'strandline verify LAB --repair would do this:';
  return [
    head,
    ...(repairs.length === 0 ? [] : [title, ...repairs.map((one) => `  ${one}`)]),
    ...left.map(
      ({ kind, files, bytes }) =>
        `Left over: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${leftWords[kind]}.`,
    ),
  ].join('\n');
}
