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
}

/** Photos that show one sample. */
export interface PhotoGroup {
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
  switch (grouping.by) {
    case 'each':
      return files.map(alone);
    case 'count':
      return chunks(files, grouping.photos).map((group) => ({ name: null, files: group }));
    case 'gap': {
      const { timed, untimed } = byTime(photos);
      const bursts = burstsOf(timed, grouping.seconds).map((group) => ({ name: null, files: group }));
      return [...bursts, ...untimed.toSorted(byName).map(alone)];
    }
    case 'name':
      return byReadings(files, grouping.pattern === null ? foundReader(files) : readerOf(grouping.pattern));
  }
}

/**
 * Proposes how the photos of a flat folder go together: by their names where these name samples, by pauses between them
 * where a camera gave the names, else each alone.
 */
export function proposeGrouping(photos: readonly FlatPhoto[]): ProposedGrouping {
  const files = photos.map(({ file }) => file);
  const { readings, patterns } = readNames(files);
  if (readings.size * 2 >= files.length && readings.size > 1)
    return proposed(photos, { by: 'name', pattern: null }, [
      `${readings.size} of ${files.length} names are a sample’s name with the number of a photo: ${patterns.join(', ')}.`,
    ]);
  const named = files.filter((file) => !isCameraName(baseName(file)));
  if (named.length * 2 > files.length)
    return proposed(photos, { by: 'each' }, [
      'The names differ from photo to photo, and none of them counts the photos of a sample.',
    ]);
  const unnamed = 'The names are the camera’s and say nothing of the samples.';
  const { timed, source } = byTime(photos);
  const gap = clearGapOf(timed.map(({ seconds }) => seconds));
  if (gap === undefined)
    return proposed(photos, { by: 'each' }, [unnamed, `No pause between the photos stands out (${source}).`]);
  return proposed(photos, { by: 'gap', seconds: gap.seconds }, [unnamed, gapSentence(gap, source)]);
}

function proposed(
  photos: readonly FlatPhoto[],
  grouping: Grouping,
  reasons: readonly string[],
): ProposedGrouping {
  return { grouping, reasons, groups: groupPhotos(photos, grouping) };
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
  return { name: base === '' || isCameraName(base) ? null : base, files: [file] };
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
    return { name, files: group.toSorted(byIndex).map(({ file }) => file) };
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
