import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Command } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import { writeAs } from '#shared/written.ts';
import { type Run, folderHere, labCommand, onLab } from '../command.ts';
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
    // Not a required one of commander's: `report survey` would be asked for it too.
    .option('--out <file>', 'file to write; one that is there is replaced')
    .action(
      run(async ({ api, open }, lab: string, flags: { run?: number; study?: number; out?: string }) => {
        if ((flags.run === undefined) === (flags.study === undefined))
          throw new StrandlineError('bad-argument', 'Name either --run or --study.');
        if (flags.out === undefined)
          throw new StrandlineError('bad-argument', 'Name the file to write: --out FILE.');
        writeAs(new Intl.NumberFormat().resolvedOptions().locale);
        await open(lab);
        const { html } =
          flags.run !== undefined
            ? await api.reports.run({ run: flags.run })
            : await api.reports.study({ study: flags.study ?? 0 });
        const file = folderHere(flags.out);
        await writeFile(file, html);
        return [{ file }, `Written to ${file}.`];
      }),
    );
  labCommand(report, 'survey', 'write what the beach of a survey carries, as a page and a table')
    .argument('<survey>', 'its name')
    .argument('<out>', 'OUT.html, OUT.csv, or OUT for both; files that are there are replaced')
    .option('--against <survey>', 'compare it with this survey')
    .action(
      onLab(run, async ({ api }, survey: string, out: string, flags: { against?: string }) => {
        const files = surveyFiles(folderHere(out));
        writeAs(new Intl.NumberFormat().resolvedOptions().locale);
        const { html, csv } = await api.reports.survey({
          survey: await surveyCalled(api, survey),
          ...(flags.against !== undefined && { against: await surveyCalled(api, flags.against) }),
        });
        const contents = { html, csv };
        for (const form of surveyForms) {
          const file = files[form];
          if (file !== undefined) await writeFile(file, contents[form]);
        }
        return [files, `Written to ${Object.values(files).join(' and ')}.`];
      }),
    );
}

const surveyForms = ['html', 'csv'] as const;

/** What is written of a survey: the form that the file's ending names, else both beside one another. @throws StrandlineError `bad-argument` for PDF. */
function surveyFiles(out: string): Partial<Record<(typeof surveyForms)[number], string>> {
  const ending = extname(out).toLowerCase();
  if (ending === '.pdf')
    throw new StrandlineError(
      'bad-argument',
      'A PDF is printed by the window: choose the survey there and save its report. Here, name a file OUT.html, which any browser prints, or OUT.csv.',
    );
  const named = surveyForms.find((form) => ending === `.${form}`);
  return named === undefined ? { html: `${out}.html`, csv: `${out}.csv` } : { [named]: out };
}
