import { printable } from '#shared/domain/printable.ts';
import type { SkippedFile } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { batchesOf } from '#shared/learning/prediction/batches.ts';
import type { FileVerdict } from '#shared/learning/prediction/verdict.ts';
import type { VerdictRow } from '#shared/learning/prediction/verdict-table.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import type { CommandContext } from './command.ts';
import { pathNamed } from './path-named.ts';

/** Photos that are asked about at once: a few seconds' work. */
const atOnce = 64;

interface Asked {
  /** Which photos are angles of one sample: none, all, or as an import would put them together. */
  readonly angles: 'each' | 'together' | 'grouped';
  readonly model?: number | string;
}

interface Classified {
  readonly verdicts: readonly FileVerdict[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * What a model says of photos and of all photos in folders. What is no photo, or cannot be read, is left out.
 *
 * @throws StrandlineError `folder-empty` where there is none, `photo-unreadable` where none can be read.
 */
export async function classified(
  { api, say, progress }: Pick<CommandContext, 'api' | 'say' | 'progress'>,
  paths: readonly string[],
  { angles, ...asked }: Asked,
): Promise<Classified> {
  const grouped = angles === 'grouped';
  const meant = await api.bench.photosIn({ paths: paths.map(pathNamed), grouped });
  const { files } = meant;
  if (files.length === 0) {
    for (const line of leftOutLines(meant.skipped)) say(line);
    throw new StrandlineError('folder-empty', `There are no photos in ${paths.join(', ')}.`);
  }
  const meter = new ProgressMeter();
  const verdicts: FileVerdict[] = [];
  const skipped: SkippedFile[] = [];
  const things = angles === 'together' ? [files.length] : meant.angles;
  for (const batch of batchesOf(files, things, atOnce)) {
    const answer = await api.bench.classify({ files: [...batch.files], angles: [...batch.angles], ...asked });
    verdicts.push(...answer.verdicts);
    skipped.push(...answer.skipped);
    if (files.length > batch.files.length) {
      const report = { phase: 'Classifying', done: batch.done, total: files.length, unit: 'photos' };
      progress(meter.update(report, performance.now()));
    }
  }
  const [unread] = skipped;
  if (verdicts.length === 0 && unread !== undefined)
    throw new StrandlineError('photo-unreadable', `${unread.file} could not be read: ${unread.reason}.`);
  return { verdicts, skipped: [...meant.skipped, ...skipped] };
}

/** What was said, and what could not be read, as rows of a table. */
export function verdictRows(verdicts: readonly FileVerdict[], skipped: readonly SkippedFile[]): VerdictRow[] {
  return [
    ...verdicts.map(({ files, ...verdict }) => ({ files, verdict, label: null, reason: null })),
    ...skipped.map(({ file, reason }) => ({ files: [file], verdict: null, label: null, reason })),
  ];
}

/** Files that are named behind each reason. */
const mostNamed = 3;

/** What was left out, by reason. */
export function leftOutLines(skipped: readonly SkippedFile[]): string[] {
  return [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, group]) => {
    const names = group.slice(0, mostNamed).map(({ file }) => printable(file));
    const more = group.length - names.length;
    return `${group.length} left out, ${reason}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  });
}
