import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import {
  type ExportFormat,
  type ExportReport,
  exportFormats,
  exportReportSchema,
} from '#shared/domain/export.ts';
import type { Run } from '../command.ts';
import type { InProcessHost } from '../in-process-host.ts';

interface ExportFlags {
  format: ExportFormat;
  survey?: string;
  search?: string;
}

/** The commands that give the lab's data away: export, export-photos, labels. */
export function addExportCommands(program: Command, run: Run): void {
  program
    .command('export')
    .description('write the data as tables, archives or a tree of photos that other programs read')
    .argument('<lab>', 'folder of the lab')
    .argument('<folder>', 'folder to write into')
    .addOption(new Option('--format <format>', 'what to write').choices(exportFormats).default('csv'))
    .option('--survey <name>', 'only this survey')
    .option('--search <words>', 'only the samples that the words find')
    .action((lab: string, folder: string, flags: ExportFlags) =>
      run(async ({ session, terminal }) => {
        const report = await exportFrom(session, lab, folder, flags);
        const photos = report.photos === 0 ? '' : ` and ${report.photos} photos`;
        terminal.answer(
          report,
          `${report.samples} samples${photos} written to ${report.directory}: ${report.files.join(', ')}.`,
        );
      }),
    );

  program
    .command('export-photos')
    .description('write the photos as a class/sample/photo tree, which import reads (export --format tree)')
    .argument('<lab>', 'folder of the lab')
    .argument('<folder>', 'folder to write; it must be empty or new')
    .action((lab: string, folder: string) =>
      run(async ({ session, terminal }) => {
        const { photos, directory } = await exportFrom(session, lab, folder, { format: 'tree' });
        terminal.answer({ photos, directory }, `${photos} photos written to ${directory}.`);
      }),
    );

  program
    .command('labels')
    .description('write a sheet of QR labels to print (PDF, A4, 4 by 10)')
    .argument('<lab>', 'folder of the lab')
    .argument('<folder>', 'folder to write labels.pdf into')
    .option('--search <words>', 'only the samples that the words find')
    .action((lab: string, folder: string, { search }: { search?: string }) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const ids = await session.api.catalogue.list({
          filter: search === undefined ? {} : { text: search },
        });
        if (ids.length === 0) throw new StrandlineError('not-found', 'There are no samples to label.');
        const directory = resolve(folder);
        const sheet = await session.api.catalogue.labelSheet({ directory, samples: [...ids] });
        terminal.answer(sheet, `${sheet.labels} labels written to ${sheet.file}.`);
      }),
    );
}

async function exportFrom(
  session: InProcessHost,
  lab: string,
  folder: string,
  { format, survey, search }: ExportFlags,
): Promise<ExportReport> {
  const { api } = session;
  await api.lab.open({ directory: resolve(lab) });
  const filter = {
    ...(survey !== undefined && { survey: await surveyNamed(session, survey) }),
    ...(search !== undefined && { text: search }),
  };
  const { job } = await api.catalogue.export({ directory: resolve(folder), format, scope: { filter } });
  return exportReportSchema.parse(await session.follow(job));
}

async function surveyNamed({ api }: InProcessHost, name: string): Promise<number> {
  const surveys = await api.catalogue.surveys();
  const found = surveys.find((survey) => survey.name === name);
  if (found !== undefined) return found.id;
  const known = surveys.map((survey) => survey.name).join(', ');
  throw new StrandlineError('not-found', `There is no survey ${name}. The surveys are: ${known}.`);
}
