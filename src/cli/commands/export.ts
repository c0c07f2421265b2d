import { type Command, Option } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import {
  type CsvDialect,
  type ExportFormat,
  type ExportResult,
  csvDialects,
  exportFormats,
} from '#shared/domain/export.ts';
import { type CommandContext, type Run, labCommand, onLab } from '../command.ts';
import { checkLines } from '../check-lines.ts';
import { surveyCalled } from '../survey-called.ts';
import { pathNamed } from '../path-named.ts';

interface ExportFlags {
  format: ExportFormat;
  dialect?: CsvDialect;
  raw?: boolean;
  mediaBase?: string;
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
    .addOption(
      new Option('--dialect <dialect>', 'of csv: what parts the cells; semicolon has decimal commas').choices(
        csvDialects,
      ),
    )
    .option('--raw', 'of csv and one4all: leave cells alone that a spreadsheet takes for formulas (= + - @)')
    .option(
      '--media-base <address>',
      'of darwin-core and one4all: where the photos are published; then they are named by address and in no archive',
    )
    .option('--survey <name>', 'only this survey')
    .option('--search <words>', 'only the samples that the words find')
    .action(
      onLab(run, async (context, folder: string, flags: ExportFlags) => {
        const report = await exportTo(context, folder, flags);
        return [report, exportText(report)];
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
        const report = await exportTo(context, folder, { format: 'tree' });
        return [report, exportText(report)];
      }),
    );

  labCommand(program, 'labels', 'write a sheet of QR labels to print (PDF, A4, 4 by 10)')
    .argument('<folder>', 'folder to write labels.pdf into')
    .option('--search <words>', 'only the samples that the words find')
    .action(
      onLab(run, async ({ api }, folder: string, { search: text }: { search?: string }) => {
        const ids = await api.catalogue.list({ filter: text === undefined ? {} : { text } });
        if (ids.length === 0) throw new StrandlineError('not-found', 'There are no samples to label.');
        const sheet = await api.catalogue.labelSheet({ directory: pathNamed(folder), samples: [...ids] });
        return [sheet, `${sheet.labels} labels written to ${sheet.file}.`];
      }),
    );
}

async function exportTo(
  { api, follow, fail }: CommandContext,
  folder: string,
  { format, dialect, raw, mediaBase, survey, search }: ExportFlags,
): Promise<ExportResult> {
  const refuse = (option: string, formats: readonly ExportFormat[]): void => {
    if (!formats.includes(format))
      throw new StrandlineError('bad-argument', `${option} is for --format ${formats.join(' and ')}.`);
  };
  if (dialect !== undefined) refuse('--dialect', ['csv']);
  if (raw !== undefined) refuse('--raw', ['csv', 'one4all']);
  if (mediaBase !== undefined) refuse('--media-base', ['darwin-core', 'one4all']);
  const filter = {
    ...(survey !== undefined && { survey: await surveyCalled(api, survey) }),
    ...(search !== undefined && { text: search }),
  };
  const request = {
    directory: pathNamed(folder),
    format,
    scope: { filter },
    ...(dialect !== undefined && { dialect }),
    ...(raw !== undefined && { raw }),
    ...(mediaBase !== undefined && { mediaBase }),
  };
  const { job } = await api.catalogue.export(request);
  const result = await follow(job, 'export');
  if (result.checks.some(({ ok }) => !ok)) fail();
  return result;
}

/** What was written, and what was found when it was read back. */
function exportText({ samples, photos, directory, files, checks }: ExportResult): string {
  const copied = photos === 0 ? '' : ` and ${photos} photos`;
  return [
    `${samples} samples${copied} written to ${directory}: ${files.join(', ')}.`,
    ...checkLines(checks),
  ].join('\n');
}
