import { join } from 'node:path';

/** A lab's database, in its folder. */
export const databaseName = 'lab.sqlite3';

/** The lab folder's parts, as absolute paths. */
export interface LabPaths {
  readonly photos: string;
  /** Disposable: made again when missing. */
  readonly thumbs: string;
  readonly models: string;
  /** What finds fragments in trays. */
  readonly detectors: string;
  readonly runs: string;
  readonly backups: string;
  /** Disposable: features of photos. */
  readonly cache: string;
}

/** Where the parts of a lab lie. */
export function pathsIn(directory: string): LabPaths {
  const part = (name: keyof LabPaths): string => join(directory, name);
  return {
    photos: part('photos'),
    thumbs: part('thumbs'),
    models: part('models'),
    detectors: part('detectors'),
    runs: part('runs'),
    backups: part('backups'),
    cache: part('cache'),
  };
}
