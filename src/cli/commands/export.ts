import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import { type ExportFormat, type ExportResult, exportFormats } from '#shared/domain/export.ts';
import { type CommandContext, type Run, labCommand, onLab } from '../command.ts';
import type { Api } from '../in-process-host.ts';

interface ExportFlags {
  format: ExportFormat;
  survey?: string;
  search?: string;
}

/** The commands that give the lab's data away: export, export-photos, labels. */
export function addExportCommands(program: Command, run: Run): void {
  labCommand(
    program,
    'export',
    'write the data as tables, archives or a tree of photos that other programs read',
  )
    .argument('<folder>', 'folder to write into')
    .addOption(new Option('--format <format>', 'what to write').choices(exportFormats).default('csv'))
    .option('--survey <name>', 'only this survey')
    .option('--search <words>', 'only the samples that the words find')
    .action(
      onLab(run, async (context, folder: string, flags: ExportFlags) => {
        const report = await exportTo(context, folder, flags);
        const photos = report.photos === 0 ? '' : ` and ${report.photos} photos`;
        return [
          report,
          `${report.samples} samples${photos} written to ${report.directory}: ${report.files.join(', ')}.`,
        ];
      }),
    );

  labCommand(
    program,
    'export-photos',
    'write the photos as a class/sample/photo tree, which import reads (export --format tree)',
  )
    .argument('<folder>', 'folder to write; it must be empty or new')
    .action(
      onLab(run, async (context, folder: string) => {
        const { photos, directory } = await exportTo(context, folder, { format: 'tree' });
        return [{ photos, directory }, `${photos} photos written to ${directory}.`];
      }),
    );

  labCommand(program, 'labels', 'write a sheet of QR labels to print (PDF, A4, 4 by 10)')
    .argument('<folder>', 'folder to write labels.pdf into')
    .option('--search <words>', 'only the samples that the words find')
    .action(
      onLab(run, async ({ api }, folder: string, { search: text }: { search?: string }) => {
        const ids = await api.catalogue.list({ filter: text === undefined ? {} : { text } });
        if (ids.length === 0) throw new StrandlineError('not-found', 'There are no samples to label.');
        const sheet = await api.catalogue.labelSheet({ directory: resolve(folder), samples: [...ids] });
        return [sheet, `${sheet.labels} labels written to ${sheet.file}.`];
      }),
    );
}

async function exportTo(
  { api, follow }: CommandContext,
  folder: string,
  { format, survey, search }: ExportFlags,
): Promise<ExportResult> {
  const filter = {
    ...(survey !== undefined && { survey: await surveyNamed(api, survey) }),
    ...(search !== undefined && { text: search }),
  };
  const { job } = await api.catalogue.export({ directory: resolve(folder), format, scope: { filter } });
  return await follow(job, 'export');
}

async function surveyNamed(api: Api, name: string): Promise<number> {
  const surveys = await api.catalogue.surveys();
  const found = surveys.find((survey) => survey.name === name);
  if (found !== undefined) return found.id;
  const known = surveys.map((survey) => survey.name).join(', ');
  throw new StrandlineError('not-found', `There is no survey ${name}. The surveys are: ${known}.`);
}
