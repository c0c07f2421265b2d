import type { z } from 'zod';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { importLayouts, type importOptionsSchema } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Grouping, groupingSchema } from '#shared/imports/grouping.ts';
import { type ColumnMap, type TableField, fieldNamed } from '#shared/imports/table-columns.ts';
import { mappingOption } from './options.ts';
import { pathNamed } from './path-named.ts';

export interface ImportFlags {
  survey?: string;
  layout: (typeof importLayouts)[number];
  group?: Grouping;
  table?: string;
  column: ColumnMap;
  class: Record<string, string>;
  other?: string;
  site?: string;
  dryRun?: true;
}

/** The flags of an import: what the folders mean, how photos go together, what a table says. */
export function addImportFlags(command: Command): Command {
  return command
    .argument(
      '<folder>',
      'folder of photos; of a lab on another computer, there:/folder is one of that computer',
    )
    .option('--survey <name>', 'survey to import into (default: the folder’s name)')
    .addOption(
      new Option('--layout <layout>', 'what the folders mean').choices(importLayouts).default('auto'),
    )
    .option(
      '--group <how>',
      'how photos in no folders go together: count:N, gap:SECONDS, name, name:PATTERN such as {sample}_{n}, or each',
      groupingOption,
    )
    .option('--table <file>', 'table of classes and details: CSV or .xlsx')
    .option('--column <field=header>', 'column of a field of the table; repeatable', columnOption, {})
    .option('--class <folder=class>', 'class of a folder; repeatable', mappingOption, {})
    .option('--other <class>', 'class of the folders that no --class names')
    .option('--site <name>', 'site of the survey; a new one gets the position that the photos say')
    .option('--dry-run', 'say what would be imported, and write nothing');
}

/** @throws StrandlineError `bad-argument` where columns are chosen of no table. */
export function importOptionsOf(
  folder: string,
  { survey, layout, group, table, column, class: classes, other, site }: ImportFlags,
): z.input<typeof importOptionsSchema> {
  if (table === undefined && Object.keys(column).length > 0)
    throw new StrandlineError('bad-argument', '--column is for a --table.');
  return {
    directory: pathNamed(folder),
    layout,
    classes,
    ...(survey !== undefined && { survey }),
    ...(group !== undefined && { grouping: group }),
    ...(table !== undefined && { table: { file: pathNamed(table), columns: column } }),
    ...(other !== undefined && { other }),
    ...(site !== undefined && { site }),
  };
}

/** Parses `count:3`, `gap:60`, `name`, `name:{sample}_{n}`, `each`. */
function groupingOption(text: string): Grouping {
  const [, by = '', value] = /^([a-z]+)(?::(.*))?$/s.exec(text) ?? [];
  const parsed = groupingSchema.safeParse(
    by === 'count'
      ? { by, photos: Number(value) }
      : by === 'gap'
        ? { by, seconds: Number(value) }
        : by === 'name'
          ? { by, pattern: value ?? null }
          : { by },
  );
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidArgumentError(
    issue?.code === 'custom' ? issue.message : 'It must be count:N, gap:SECONDS, name, name:PATTERN or each.',
  );
}

/** Collects `--column size=Length (mm)` into a record; nothing behind the sign: the field has no column. */
function columnOption(text: string, previous: ColumnMap): ColumnMap {
  const at = text.indexOf('=');
  const field: TableField | undefined = at < 1 ? undefined : fieldNamed(text.slice(0, at));
  if (field === undefined)
    throw new InvalidArgumentError('It must be FIELD=HEADER, with a field such as file, sample or class.');
  return { ...previous, [field]: text.slice(at + 1).trim() };
}
