import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import { writeAs } from '#shared/written.ts';
import { type Run, labCommand, onLab } from '../command.ts';
import { integerOption } from '../options.ts';
import { surveyCalled } from '../survey-called.ts';

/** The commands that write a run, a study or a survey down for people who have no Strandline. */
export function addReportCommand(program: Command, run: Run): void {
  const report = labCommand(
    program,
    'report',
    'write a run or a study as one HTML page with its figures and plots',
  )
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
  labCommand(report, 'survey', 'write what the beach of a survey carries, as a page and a table')
    .argument('<survey>', 'its name')
    .argument('<out>', 'the files are OUT.html and OUT.csv; those that are there are replaced')
    .option('--against <survey>', 'compare it with this survey')
    .action(
      onLab(run, async ({ api }, survey: string, out: string, flags: { against?: string }) => {
        writeAs(new Intl.NumberFormat().resolvedOptions().locale);
        const { html, csv } = await api.reports.survey({
          survey: await surveyCalled(api, survey),
          ...(flags.against !== undefined && { against: await surveyCalled(api, flags.against) }),
        });
        const files = { html: `${resolve(out)}.html`, csv: `${resolve(out)}.csv` };
        await writeFile(files.html, html);
        await writeFile(files.csv, csv);
        return [files, `Written to ${files.html} and ${files.csv}.`];
      }),
    );
}
