import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import { writeAs } from '#shared/written.ts';
import { type Run, labCommand } from '../command.ts';
import { integerOption } from '../options.ts';

/** The command that writes a run or a study down for people who have no Strandline. */
export function addReportCommand(program: Command, run: Run): void {
  labCommand(program, 'report', 'write a run or a study as one HTML page with its figures and plots')
    .option('--run <id>', 'a finished run', integerOption)
    .option('--study <id>', 'a study', integerOption)
    .requiredOption('--out <file>', 'file to write; one that is there is replaced')
    .action(
      run(async ({ api }, lab: string, flags: { run?: number; study?: number; out: string }) => {
        if ((flags.run === undefined) === (flags.study === undefined))
          throw new StrandlineError('bad-argument', 'Name either --run or --study.');
        writeAs(new Intl.NumberFormat().resolvedOptions().locale);
        await api.lab.open({ directory: resolve(lab) });
        const { html } =
          flags.run !== undefined
            ? await api.reports.run({ run: flags.run })
            : await api.reports.study({ study: flags.study ?? 0 });
        const file = resolve(flags.out);
        await writeFile(file, html);
        return [{ file }, `Written to ${file}.`];
      }),
    );
}
