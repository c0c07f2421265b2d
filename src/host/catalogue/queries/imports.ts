import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { Side } from '#shared/learning/plan.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

/** An import of a folder that was begun before. */
export interface EarlierImport {
  readonly id: number;
  /** Where its samples went that no list said anything else about; null where there were none. */
  readonly surveyName: string | null;
  /** The step that takes it back. */
  readonly edit: number | null;
  /** Whether it came to its end. */
  readonly ended: 0 | 1;
}

/** The imports of a folder, newest first. @param directory absolute path. */
export function importsOf(db: ReadableDb, directory: string): EarlierImport[] {
  return all(
    db,
    `SELECT imports.id, surveys.name AS surveyName, edit_id AS edit, ended_at IS NOT NULL AS ended
     FROM imports LEFT JOIN surveys ON surveys.id = survey_id WHERE directory = @directory ORDER BY imports.id DESC`,
    { directory },
  );
}

interface NewImport {
  readonly directory: string;
  /** The last parts of its path, to be found by. */
  readonly name: string;
  readonly survey: number | null;
  readonly edit: number;
  /** JSON. */
  readonly options: string;
  readonly startedAt: string;
}

export function insertImport(db: WritableDb, added: NewImport): number {
  return run(
    db,
    `INSERT INTO imports (directory, name, survey_id, edit_id, options, started_at)
     VALUES (@directory, @name, @survey, @edit, @options, @startedAt)`,
    { ...added },
  ).id;
}

/** Goes on with an earlier import, under the step that it grows now. */
export function continueImport(db: WritableDb, { id, edit }: { id: number; edit: number }): void {
  run(db, 'UPDATE imports SET edit_id = @edit, ended_at = NULL WHERE id = @id', { id, edit });
}

export function endImport(db: WritableDb, { id, endedAt }: { id: number; endedAt: string }): void {
  run(db, 'UPDATE imports SET ended_at = @endedAt WHERE id = @id', { id, endedAt });
}

/** A photo that the lab has the bytes of. */
export interface KnownPhoto {
  readonly id: PhotoId;
  readonly hash: string;
  readonly sample: SampleId;
  readonly number: string;
  readonly label: string | null;
  readonly surveyName: string;
  readonly className: string | null;
  readonly givenSide: Side | null;
  readonly importId: number | null;
  /** Its path in the folder of that import. */
  readonly source: string | null;
  readonly inBin: boolean;
  /** In the bin since the step that brought it was taken back, not since a person put it there. */
  readonly takenBack: boolean;
}

/** The photos of these bytes, by hash. */
export function knownPhotos(db: ReadableDb, hashes: readonly string[]): Map<string, KnownPhoto> {
  type Row = Omit<KnownPhoto, 'inBin' | 'takenBack'> & { inBin: 0 | 1; takenBack: 0 | 1 };
  const rows = all<Row>(
    db,
    `SELECT photos.id, hash, samples.id AS sample, number, label, surveys.name AS surveyName, classes.name AS className,
       given_side AS givenSide, photos.import_id AS importId, source, photos.deleted_at IS NOT NULL AS inBin,
       photos.deleted_at IS NOT NULL AND ${wasTakenBack('photos')} AS takenBack
     FROM json_each(@hashes) AS asked JOIN photos ON photos.hash = asked.value
     JOIN samples ON samples.id = photos.sample_id JOIN surveys ON surveys.id = samples.survey_id
     LEFT JOIN classes ON classes.id = samples.class_id`,
    { hashes: JSON.stringify(hashes) },
  );
  return new Map(
    rows.map((row) => [row.hash, { ...row, inBin: row.inBin === 1, takenBack: row.takenBack === 1 }]),
  );
}

/** A condition for a row in the bin: the step that brought it was taken back, and no other step has put it there. */
function wasTakenBack(entity: 'photos' | 'surveys' | 'sites'): string {
  const step = (condition: string): string =>
    `EXISTS (SELECT 1 FROM changes JOIN edits ON edits.id = changes.edit_id
      WHERE entity = '${entity}' AND row_id = ${entity}.id AND field = 'deletedAt' AND ${condition})`;
  return `(${step(`after IS NULL AND state <> 'done'`)} AND NOT ${step(`after IS NOT NULL AND state = 'done'`)})`;
}

/** A survey or site by its name, also one in the bin. */
export interface NamedRow {
  readonly id: number;
  readonly inUse: boolean;
  /** In the bin since the step that made it was taken back. */
  readonly takenBack: boolean;
}

export function rowNamed(db: ReadableDb, entity: 'surveys' | 'sites', name: string): NamedRow | undefined {
  const row = first<{ id: number; inUse: 0 | 1; takenBack: 0 | 1 }>(
    db,
    `SELECT id, deleted_at IS NULL AS inUse, deleted_at IS NOT NULL AND ${wasTakenBack(entity)} AS takenBack
     FROM ${entity} WHERE name = @name`,
    { name },
  );
  return row && { id: row.id, inUse: row.inUse === 1, takenBack: row.takenBack === 1 };
}

/** A condition for an import of a folder of this name. */
const isNamed = `(imports.name = @baseName OR substr(imports.name, -length(@baseName) - 1) = '/' || @baseName)`;

/**
 * Paths of photos that came from folders which a person may take for this one: the same folder, one of the same name, or
 * one whose photos went to the same survey.
 *
 * @returns the name of the folder that each came from, by path.
 */
export function earlierPaths(
  db: ReadableDb,
  { directory, baseName, survey }: { directory: string; baseName: string; survey: number | null },
): Map<string, string> {
  const rows = all<{ source: string; name: string }>(
    db,
    `SELECT source, name FROM imports JOIN photos ON photos.import_id = imports.id
     WHERE source IS NOT NULL AND (directory = @directory OR survey_id IS @survey OR ${isNamed})`,
    { directory, baseName, survey },
  );
  return new Map(rows.map(({ source, name }) => [source, name]));
}

/** Surveys in use that photos of this folder went to, or of one of the same name; newest first. */
export function surveysOfFolders(
  db: ReadableDb,
  { directory, baseName }: { directory: string; baseName: string },
): string[] {
  const rows = all<{ survey: string }>(
    db,
    `SELECT surveys.name AS survey FROM imports JOIN surveys ON surveys.id = survey_id
     WHERE deleted_at IS NULL AND (directory = @directory OR ${isNamed})
     GROUP BY surveys.id ORDER BY max(imports.id) DESC`,
    { directory, baseName },
  );
  return rows.map(({ survey }) => survey);
}

/** Paths of a sample's photos in the folders that they came from, also of those in the bin. */
export function sourcesOfSample(db: ReadableDb, sample: SampleId): string[] {
  return all<{ source: string }>(
    db,
    'SELECT source FROM photos WHERE sample_id = @sample AND source IS NOT NULL',
    { sample },
  ).map(({ source }) => source);
}

/** The sample that an import made of a path of its folder, also where it is in the bin. */
export function sampleOfSource(
  db: ReadableDb,
  { survey, sourceKey }: { survey: number; sourceKey: string },
): SampleId | undefined {
  return first<{ id: SampleId }>(
    db,
    'SELECT id FROM samples WHERE survey_id = @survey AND source_key = @sourceKey',
    { survey, sourceKey },
  )?.id;
}

/** Samples in use of a survey that have this number, or this as their own name, with their classes. */
export function samplesNamed(
  db: ReadableDb,
  survey: number,
  name: string,
): { readonly id: SampleId; readonly className: string | null }[] {
  return all(
    db,
    `SELECT samples.id, classes.name AS className FROM samples LEFT JOIN classes ON classes.id = samples.class_id
     WHERE survey_id = @survey AND samples.deleted_at IS NULL AND (number = @name OR label = @name)`,
    { survey, name },
  );
}

/** What folders said of samples that had another class, and whether a person has answered. */
export function knownClaims(
  db: ReadableDb,
  samples: readonly SampleId[],
): {
  readonly sample: SampleId;
  readonly className: string;
  readonly file: string;
  readonly answered: 0 | 1;
}[] {
  return all(
    db,
    `SELECT sample_id AS sample, classes.name AS className, file, answered_at IS NOT NULL AS answered
     FROM label_conflicts JOIN classes ON classes.id = class_id
     WHERE sample_id IN (SELECT value FROM json_each(@samples))`,
    { samples: JSON.stringify(samples) },
  );
}

/** Keeps what a folder said of a sample that has another class. @returns its id; undefined where it is known. */
export function insertClaim(
  db: WritableDb,
  claim: { sample: SampleId; classId: number; file: string; importId: number; answeredAt: string },
): number | undefined {
  const { id, changes } = run(
    db,
    `INSERT OR IGNORE INTO label_conflicts (sample_id, class_id, file, import_id, answered_at)
     VALUES (@sample, @classId, @file, @importId, @answeredAt)`,
    claim,
  );
  return changes === 0 ? undefined : id;
}

/** Samples whose side of a split came with their folders. */
export function givenSides(db: ReadableDb): Map<number, Side> {
  return new Map(
    all<{ id: number; side: Side }>(
      db,
      'SELECT id, given_side AS side FROM samples WHERE given_side IS NOT NULL AND deleted_at IS NULL ORDER BY id',
    ).map(({ id, side }) => [id, side]),
  );
}
