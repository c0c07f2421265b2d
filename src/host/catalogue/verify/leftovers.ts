import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryEnding } from '#host/lib/durable-files.ts';
import { systemReason } from '#host/lib/system-error.ts';
import { type Leftover, leftoverKinds } from '#shared/domain/lab.ts';
import { all, first } from '../database.ts';
import type { Lab } from '../lab.ts';
import { photoPath } from '../photo-store.ts';
import type { StoredPhoto } from '../queries/samples/photos.ts';

/** One file that no row knows of. */
interface LeftFile {
  readonly kind: Leftover['kind'];
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

export interface Leftovers {
  readonly files: readonly LeftFile[];
  byKind(): Leftover[];
}

/** All that lies in a lab's folder and no row knows of. @param problems is told of a folder that cannot be looked through. */
export function leftovers(lab: Lab, photos: readonly StoredPhoto[], problems: string[]): Leftovers {
  const { paths, directory, db } = lab;
  const known = new Set(photos.map((photo) => photoPath(lab, photo)));
  const models = new Set(all<{ file: string }>(db, 'SELECT file FROM models').map(({ file }) => file));
  const runs = new Set([
    ...all<{ id: number }>(db, 'SELECT id FROM runs').map(({ id }) => String(id)),
    ...all<{ id: number }>(db, 'SELECT id FROM studies').map(({ id }) => `study-${id}`),
  ]);
  const folders: readonly (readonly [string, boolean, (path: string) => Leftover['kind'] | undefined])[] = [
    [directory, false, () => undefined],
    [paths.photos, true, (path) => (known.has(path) ? undefined : 'photos')],
    [paths.thumbs, true, () => undefined],
    [paths.models, true, (path) => (models.has(basename(path)) ? undefined : 'models')],
    [paths.detectors, true, () => undefined],
    [paths.runs, true, (path) => (runs.has(runOf(paths.runs, path)) ? undefined : 'runs')],
    [paths.backups, false, (path) => (basename(path).startsWith('damaged-') ? 'databases' : undefined)],
  ];
  const files: LeftFile[] = [];
  for (const [folder, deep, kindOf] of folders)
    try {
      files.push(...leftIn(folder, deep, kindOf));
    } catch (error) {
      problems.push(`The folder ${folder} cannot be looked through: ${systemReason(error)}.`);
    }
  return { files, byKind: () => byKind(files) };
}

/** The folder of a run, of a study, that a file lies in. */
function runOf(folder: string, path: string): string {
  return path.slice(folder.length + 1).split(/[/\\]/)[0] ?? '';
}

function leftIn(
  folder: string,
  deep: boolean,
  kindOf: (path: string) => Leftover['kind'] | undefined,
): LeftFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: deep, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const kind = entry.name.endsWith(temporaryEnding) ? 'unfinished' : kindOf(path);
    if (!entry.isFile() || kind === undefined) return [];
    const { size, mtimeMs } = statSync(path);
    return [{ kind, path, bytes: size, changedAt: mtimeMs }];
  });
}

function byKind(files: readonly LeftFile[]): Leftover[] {
  return leftoverKinds.flatMap((kind) => {
    const these = files.filter((file) => file.kind === kind);
    if (these.length === 0) return [];
    return [{ kind, files: these.length, bytes: these.reduce((sum, { bytes }) => sum + bytes, 0) }];
  });
}

/**
 * Takes away what was being written when its program was killed. What was begun since this lab was opened may still be written
 * on, and stays.
 *
 * @returns what it does, or would do, as a sentence.
 */
export function sweepUnfinished({ db }: Lab, { files }: Leftovers, repair: boolean): string[] {
  const since = first<{ since: string | null }>(db, 'SELECT open_since AS since FROM lab')?.since ?? null;
  const before = since === null ? -Infinity : Date.parse(since);
  const swept = files.filter(({ kind, changedAt }) => kind === 'unfinished' && changedAt < before);
  if (repair) for (const { path } of swept) rmSync(path, { force: true });
  const bytes = swept.reduce((sum, file) => sum + file.bytes, 0);
  const count = swept.length;
  return count === 0
    ? []
    : [
        `${count} unfinished ${count === 1 ? 'file' : 'files'} of a program that was killed (${(bytes / 1e6).toFixed(1)} MB) ${count === 1 ? 'is' : 'are'} taken away.`,
      ];
}
