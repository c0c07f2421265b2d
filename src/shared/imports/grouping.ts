import { z } from 'zod';
import { type ClearGap, type TimedFile, burstsOf, clearGapOf } from './bursts.ts';
import { isCameraName } from './camera-names.ts';
import { baseName, byName } from './file-names.ts';
import { type NameReading, folded, patternProblem, readNames, readerOf } from './photo-names.ts';

/** How the photos of a flat folder are put together into samples. */
export const groupingSchema = z.discriminatedUnion('by', [
  /** So many photos each, in order of their names. */
  z.object({ by: z.literal('count'), photos: z.int().min(1).max(1000) }),
  /** Photos of which none is later than so many seconds after the one before it. */
  z.object({ by: z.literal('gap'), seconds: z.number().positive().max(86_400) }),
  /** By the name of the sample in that of the file. Null: as the names themselves bear it out. */
  z.object({
    by: z.literal('name'),
    pattern: z
      .string()
      .max(100)
      .refine((pattern) => patternProblem(pattern) === undefined, {
        error: ({ input }) => patternProblem(String(input)),
      })
      .nullable(),
  }),
  /** Every photo shows a sample of its own. */
  z.object({ by: z.literal('each') }),
]);
export type Grouping = z.output<typeof groupingSchema>;

/** A photo of a flat folder. */
export interface FlatPhoto {
  readonly file: string;
  /** ISO time of the camera, without zone; null where the photo has none. */
  readonly takenAt: string | null;
  /** ISO time at which the file was last written. */
  readonly modifiedAt: string | null;
  /** The sample that a table names for it: it goes before any grouping. */
  readonly sample?: string | undefined;
}

/** Photos that show one sample. */
export interface PhotoGroup {
  /** Like that of no other group; the same when further photos of the sample are added to the folder. */
  readonly key: string;
  /** The lab's own name of the sample; null where no file's name says one. */
  readonly name: string | null;
  readonly files: readonly string[];
}

export interface ProposedGrouping {
  readonly grouping: Grouping;
  readonly groups: readonly PhotoGroup[];
  /** What speaks for it, in sentences. */
  readonly reasons: readonly string[];
}

/** Puts the photos of a flat folder together into samples. Every photo is in one group, whatever is asked. */
export function groupPhotos(photos: readonly FlatPhoto[], grouping: Grouping): PhotoGroup[] {
  const files = photos.map(({ file }) => file).toSorted(byName);
  const told = new Map(
    photos.flatMap(({ file, sample }) =>
      sample === undefined ? [] : [[file, { stem: sample, index: null }]],
    ),
  );
  const others = photos.filter(({ file }) => !told.has(file));
  if (grouping.by === 'name') {
    const { pattern } = grouping;
    const read = pattern === null ? foundReader(others.map(({ file }) => file)) : readerOf(pattern);
    return byReadings(files, (file) => told.get(file) ?? read(file));
  }
  const named = files.filter((file) => told.has(file));
  return [...byReadings(named, (file) => told.get(file)), ...unnamedGroups(others, grouping)];
}

function unnamedGroups(
  photos: readonly FlatPhoto[],
  grouping: Exclude<Grouping, { by: 'name' }>,
): PhotoGroup[] {
  const files = photos.map(({ file }) => file).toSorted(byName);
  if (grouping.by === 'each') return files.map(alone);
  if (grouping.by === 'count') return chunks(files, grouping.photos).map(unnamed);
  const { timed, untimed } = byTime(photos);
  return [...burstsOf(timed, grouping.seconds).map(unnamed), ...untimed.toSorted(byName).map(alone)];
}

/** Whether the names of photos say so little of the samples that the times are asked. */
export function needsTimes(files: readonly string[]): boolean {
  return files.filter((file) => isCameraName(baseName(file))).length * 2 >= files.length;
}

/**
 * Proposes how the photos of a flat folder go together: as a table says, else by their names where these name samples, by
 * pauses between them where a camera gave the names, else each alone.
 *
 * @param photos with their times where {@link needsTimes}.
 */
export function proposeGrouping(photos: readonly FlatPhoto[]): ProposedGrouping {
  const others = photos.filter(({ sample }) => sample === undefined);
  const { grouping, reasons } = proposedFor(others);
  const listed = photos.length - others.length;
  const told = listed === 0 ? [] : [`The table names the samples of ${listed} of ${photos.length} photos.`];
  return {
    grouping,
    reasons: [...told, ...(listed > 0 && others.length === 0 ? [] : reasons)],
    groups: groupPhotos(photos, grouping),
  };
}

function proposedFor(photos: readonly FlatPhoto[]): Omit<ProposedGrouping, 'groups'> {
  const files = photos.map(({ file }) => file);
  const { readings, patterns } = readNames(files);
  if (readings.size * 2 >= files.length && readings.size > 1) {
    const names = `${readings.size} of ${files.length} names are a sample’s name with the number of a photo`;
    return { grouping: { by: 'name', pattern: null }, reasons: [`${names}: ${patterns.join(', ')}.`] };
  }
  if (!needsTimes(files)) {
    const reason = 'The names differ from photo to photo, and none of them counts the photos of a sample.';
    return { grouping: { by: 'each' }, reasons: [reason] };
  }
  const cameras = 'The names are the camera’s and say nothing of the samples.';
  const { timed, source } = byTime(photos);
  const gap = clearGapOf(timed.map(({ seconds }) => seconds));
  return gap === undefined
    ? { grouping: { by: 'each' }, reasons: [cameras, `No pause between the photos stands out (${source}).`] }
    : { grouping: { by: 'gap', seconds: gap.seconds }, reasons: [cameras, gapSentence(gap, source)] };
}

function gapSentence({ within, between }: ClearGap, source: string): string {
  return `Photos come in bursts: at most ${duration(within)} within one, at least ${duration(between)} between two (${source}).`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** The times of the cameras where all photos have one, else those of the files: the two clocks are not compared. */
function byTime(photos: readonly FlatPhoto[]): {
  timed: TimedFile[];
  untimed: string[];
  source: string;
} {
  const taken = photos.every(({ takenAt }) => secondsOf(takenAt) !== undefined);
  const read = photos.map(({ file, takenAt, modifiedAt }) => ({
    file,
    seconds: secondsOf(taken ? takenAt : modifiedAt),
  }));
  const timed = read.flatMap(({ file, seconds }) => (seconds === undefined ? [] : [{ file, seconds }]));
  return {
    timed: timed.toSorted((a, b) => a.seconds - b.seconds || byName(a.file, b.file)),
    untimed: read.filter(({ seconds }) => seconds === undefined).map(({ file }) => file),
    source: taken ? 'times of the camera' : 'times of the files, since not all photos have one of a camera',
  };
}

/** A time without zone is read as if it were in UTC: only differences are asked for, and no clock is put back there. */
function secondsOf(time: string | null): number | undefined {
  if (time === null) return undefined;
  const at = Date.parse(/(?:Z|[-+]\d{2}:?\d{2})$/.test(time) ? time : `${time}Z`);
  return Number.isNaN(at) ? undefined : at / 1000;
}

function alone(file: string): PhotoGroup {
  const base = baseName(file).trim();
  return { key: file, name: base === '' || isCameraName(base) ? null : base, files: [file] };
}

function unnamed(files: readonly string[]): PhotoGroup {
  return { key: files[0] ?? '', name: null, files };
}

function chunks(files: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(files.length / size) }, (_, index) =>
    files.slice(index * size, (index + 1) * size),
  );
}

type ReadName = (file: string) => NameReading | undefined;

function foundReader(files: readonly string[]): ReadName {
  const { readings } = readNames(files);
  return (file) => readings.get(file);
}

/** @param files in order of their names, which is that of the groups too. */
function byReadings(files: readonly string[], read: ReadName): PhotoGroup[] {
  const photos = files.map((file) => ({ file, reading: read(file) }));
  const groups = Map.groupBy(photos, ({ file, reading }) =>
    reading === undefined ? `file ${file}` : `name ${folded(reading.stem)}`,
  );
  return [...groups.values()].map((group) => {
    const name = group[0]?.reading?.stem;
    if (name === undefined) return alone(group[0]?.file ?? '');
    // No file has a slash at its end.
    return { key: `${folded(name)}/`, name, files: group.toSorted(byIndex).map(({ file }) => file) };
  });
}

interface ReadFile {
  readonly file: string;
  readonly reading: NameReading | undefined;
}

/** A photo without a number is its sample's first. */
function byIndex(a: ReadFile, b: ReadFile): number {
  const [first, second] = [a, b].map(({ reading }) => reading?.index ?? -1);
  return (first ?? -1) - (second ?? -1) || byName(a.file, b.file);
}
