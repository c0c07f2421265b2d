import { basename } from 'node:path';
import type { ImportWarning, SkippedFile } from '#shared/domain/import.ts';
import type { ImportPlan, ImportPlanOptions } from '#shared/domain/import-plan.ts';
import { inOrder } from '#host/lib/in-order.ts';
import type { ReadableDb } from '../database.ts';
import { explained } from '#host/lib/explained.ts';
import type { Hooks } from '../hooks.ts';
import { rowNamed, surveysOfFolders } from '../queries/imports.ts';
import { samplesById } from '../queries/samples/samples.ts';
import { inspectFile, unreadRepeats } from './inspect-file.ts';
import { addNote } from './read-photo.ts';
import type { FlatGroups } from './flat-groups.ts';
import { resolveImport } from './resolve.ts';
import type { ResolvedImport, ResolvedPhoto, SampleSlot } from './resolved.ts';
import type { TableUse } from './table-use.ts';
import type { FoundPhoto } from './tree.ts';

/** Pictures opened at once: as in an import. */
const concurrency = 12;

/**
 * Says what an import of a folder would come to, and writes nothing.
 *
 * @throws StrandlineError as {@link import('./import-folder.ts').importFolder}.
 */
export async function planImport(
  db: ReadableDb,
  { whole, ...options }: ImportPlanOptions,
  hooks: Hooks,
): Promise<ImportPlan> {
  try {
    const resolved = await resolveImport(db, options, hooks);
    return planOf(db, resolved, whole ? await openAll(resolved.photos, hooks) : undefined);
  } catch (error) {
    throw explained(error, `look at ${options.directory}`);
  }
}

/** What opening the pictures has shown. */
interface Opened {
  readonly photos: readonly ResolvedPhoto[];
  readonly warnings: readonly ImportWarning[];
  readonly skipped: readonly SkippedFile[];
  /** Files that repeat one which cannot be read. */
  readonly unread: ReadonlySet<FoundPhoto>;
}

async function openAll(photos: readonly ResolvedPhoto[], { signal, onProgress }: Hooks): Promise<Opened> {
  const good: ResolvedPhoto[] = [];
  const warnings: ImportWarning[] = [];
  const skipped: SkippedFile[] = [];
  const unread = new Set<FoundPhoto>();
  const inspect = ({ found, takenBack }: ResolvedPhoto): ReturnType<typeof inspectFile> | undefined =>
    takenBack === undefined ? inspectFile(found.path) : undefined;
  let done = 0;
  for await (const [photo, facts] of inOrder(photos, concurrency, async (one) => inspect(one))) {
    signal.throwIfAborted();
    const { file } = photo.found;
    if (facts !== undefined && 'leftOut' in facts) {
      skipped.push({ file, reason: facts.leftOut });
      for (const { found, ...repeat } of await unreadRepeats(photo)) {
        skipped.push(repeat);
        unread.add(found);
      }
    } else {
      good.push(photo);
      for (const note of facts?.notes ?? []) addNote(warnings, file, note);
    }
    done += 1;
    onProgress({ phase: 'Opening photos', done, total: photos.length, unit: 'photos' });
  }
  return { photos: good, warnings, skipped, unread };
}

function planOf(db: ReadableDb, resolved: ResolvedImport, opened: Opened | undefined): ImportPlan {
  const photos = opened?.photos ?? resolved.photos;
  const { layout, lists, groups, table } = resolved;
  const duplicates = resolved.duplicates.filter(({ found }) => opened?.unread.has(found) !== true);
  const repeated = duplicates.filter(({ of }) => of === 'folder').length;
  return {
    directory: resolved.directory,
    layout,
    ...(groups !== undefined && { flat: flatOf(groups) }),
    ...(table !== undefined && { table: tableOf(table) }),
    surveys: surveysOf(db, photos),
    folders: foldersOf({ ...resolved, duplicates }, photos),
    joined: joinedOf(db, photos),
    inBin: resolved.inBin,
    renumbered: slotsOf(photos).filter(isRenumbered).length,
    ...(layout === 'split/class/photo' && { split: countSides(photos) }),
    lists: { samples: lists.samples.size, surveys: lists.surveys.length, sites: lists.sites.length },
    duplicates: duplicates.length,
    alreadyInLab: duplicates.length - repeated,
    repeatedInFolder: repeated,
    conflicts: conflictsOf(resolved),
    sameFolder: surveysOfFolders(db, {
      directory: resolved.directory,
      baseName: basename(resolved.directory),
    }),
    position: resolved.position ?? null,
    bytes: photos.reduce((sum, { bytes }) => sum + bytes, 0),
    whole: opened !== undefined,
    warnings: [...resolved.warnings, ...(opened?.warnings ?? [])],
    skipped: [...resolved.skipped, ...(opened?.skipped ?? [])],
  };
}

function slotsOf(photos: readonly ResolvedPhoto[]): SampleSlot[] {
  return [...new Set(photos.map(({ slot }) => slot))];
}

function isRenumbered({ existing, listed, number }: SampleSlot): boolean {
  return existing === undefined && listed?.number !== undefined && number === undefined;
}

function surveysOf(db: ReadableDb, photos: readonly ResolvedPhoto[]): ImportPlan['surveys'] {
  const slots = Map.groupBy(slotsOf(photos), ({ survey }) => survey);
  return [...slots].map(([name, of]) => ({
    name,
    exists: rowNamed(db, 'surveys', name)?.inUse === true,
    samples: of.filter(({ existing }) => existing === undefined).length,
  }));
}

function flatOf({ grouping, reasons, groups }: FlatGroups): NonNullable<ImportPlan['flat']> {
  return {
    grouping,
    reasons: [...reasons],
    groups: groups.map(({ name, files }) => ({ name, files: [...files] })),
  };
}

function tableOf({ file, headers, columns, rows, facts }: TableUse): NonNullable<ImportPlan['table']> {
  return { file, headers: [...headers], columns, rows: rows.length, samples: facts.size };
}

/** What each class folder comes to. */
function foldersOf(
  { found, duplicates, destinations }: ResolvedImport,
  photos: readonly ResolvedPhoto[],
): ImportPlan['folders'] {
  const added = Map.groupBy(photos, (photo) => photo.found.classFolder);
  const repeated = Map.groupBy(duplicates, (photo) => photo.found.classFolder);
  const inTable = new Set(
    found.flatMap((photo) => (destinations.classesInTable(photo).length > 0 ? [photo.classFolder] : [])),
  );
  return [...Map.groupBy(found, ({ classFolder }) => classFolder)].map(([folder, [first]]) => {
    const here = added.get(folder) ?? [];
    const samples = slotsOf(here).filter(({ existing }) => existing === undefined);
    return {
      folder,
      byTable: inTable.has(folder),
      class: first === undefined ? null : destinations.classOfFolder(first),
      photos: here.length,
      samples: samples.length,
      duplicates: repeated.get(folder)?.length ?? 0,
    };
  });
}

function joinedOf(db: ReadableDb, photos: readonly ResolvedPhoto[]): ImportPlan['joined'] {
  const joined = Map.groupBy(
    photos.flatMap(({ slot }) => slot.existing ?? []),
    (sample) => sample,
  );
  const numbers = new Map(samplesById(db, [...joined.keys()]).map(({ id, number }) => [id, number]));
  const surveys = new Map(photos.map(({ slot }) => [slot.existing, slot.survey]));
  return [...joined].flatMap(([sample, of]) => {
    const number = numbers.get(sample);
    return number === undefined ? [] : [{ number, survey: surveys.get(sample) ?? '', photos: of.length }];
  });
}

function conflictsOf({ photos, labClaims }: ResolvedImport): ImportPlan['conflicts'] {
  const inFolder = [...new Set(photos.map(({ slot }) => slot.claims))].filter(({ length }) => length > 0);
  return [
    ...inFolder.map((claims) => ({
      files: [...new Set(claims.map(({ file }) => file))],
      classes: [...new Set(claims.map(({ className }) => className))],
      inLab: false,
      kept: null,
    })),
    ...labClaims.map(({ className, file, photo }) => ({
      files: [file],
      classes: [className],
      inLab: true,
      kept: photo.known.className,
    })),
  ];
}

function countSides(photos: readonly ResolvedPhoto[]): NonNullable<ImportPlan['split']> {
  const count = { train: 0, val: 0, test: 0 };
  for (const { slot } of photos) if (slot.side !== null) count[slot.side] += 1;
  return count;
}
