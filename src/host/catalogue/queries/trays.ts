import { StrandlineError } from '#shared/errors.ts';
import { type Detection, type Tray, detectionSchema, traySchema } from '#shared/domain/tray.ts';
import { type ReadableDb, all } from '../database.ts';

interface TrayRow {
  readonly id: number;
  readonly surveyId: number;
  readonly surveyName: string;
  readonly number: string;
  readonly hash: string;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  readonly takenAt: string | null;
  readonly umPerPixel: number | null;
  readonly scaleSource: string | null;
  readonly scaleUncertainty: number | null;
  readonly region: string | null;
  readonly role: string;
  readonly replicate: number | null;
  readonly reviewedBy: string | null;
  readonly reviewedAt: string | null;
  readonly notes: string;
  readonly proposed: number;
  readonly accepted: number;
  readonly rejected: number;
}

const counted = (state: string): string =>
  `(SELECT count(*) FROM detections WHERE tray_id = trays.id AND deleted_at IS NULL AND state = '${state}') AS ${state}`;

/** Trays in use, of one survey or of all, in order of number. */
export function listTrays(db: ReadableDb, { survey }: { survey?: number | undefined } = {}): Tray[] {
  return traysWhere(db, '@value IS NULL OR trays.survey_id = @value', survey ?? null);
}

/** @throws StrandlineError `not-found` for a tray that is not in use. */
export function trayWith(db: ReadableDb, id: number): Tray {
  const [tray] = traysWhere(db, 'trays.id = @value', id);
  if (tray === undefined) throw new StrandlineError('not-found', 'This tray is not there any more.');
  return tray;
}

function traysWhere(db: ReadableDb, where: string, value: number | null): Tray[] {
  return all<TrayRow>(
    db,
    `SELECT trays.id, surveys.id AS surveyId, surveys.name AS surveyName, number, hash, file_name AS fileName,
       width_px AS width, height_px AS height, taken_at AS takenAt, um_per_pixel AS umPerPixel,
       scale_source AS scaleSource, scale_uncertainty AS scaleUncertainty, trays.region, role, replicate,
       reviewed_by AS reviewedBy, reviewed_at AS reviewedAt, trays.notes,
       ${['proposed', 'accepted', 'rejected'].map(counted).join(', ')}
     FROM trays JOIN surveys ON surveys.id = trays.survey_id
     WHERE trays.deleted_at IS NULL AND (${where}) ORDER BY surveys.id, length(number), number`,
    { value },
  ).map(toTray);
}

function toTray(row: TrayRow): Tray {
  const { surveyId, surveyName, umPerPixel, scaleSource, scaleUncertainty, reviewedBy, reviewedAt } = row;
  return traySchema.parse({
    ...row,
    survey: { id: surveyId, name: surveyName },
    scale: umPerPixel === null ? null : { umPerPixel, source: scaleSource, uncertainty: scaleUncertainty },
    region: parsedJson(row.region),
    reviewed: reviewedAt === null ? null : { by: reviewedBy ?? '', at: reviewedAt },
    counts: { proposed: row.proposed, accepted: row.accepted, rejected: row.rejected },
  });
}

interface DetectionRow {
  readonly id: number;
  readonly outline: string;
  readonly score: number | null;
  readonly source: string;
  readonly state: string;
  readonly atEdge: 0 | 1;
  readonly touching: 0 | 1;
  readonly maxFeret: number;
  readonly minFeret: number;
  readonly feretLine: string;
  readonly geodesic: number;
  readonly area: number;
  readonly solidity: number;
  readonly sharpness: number | null;
  readonly classId: number | null;
  readonly className: string | null;
  readonly classBy: string | null;
  readonly verdict: string | null;
  readonly sampleId: number | null;
  readonly sampleNumber: string | null;
}

/** What was found in a tray, in order of ids. A sample in the bin is none. */
export function detectionsOf(db: ReadableDb, tray: number): Detection[] {
  return detectionsWhere(db, 'tray_id = @value', tray);
}

/** Detections in use, of trays in use, by their ids. */
export function detectionsWith(db: ReadableDb, ids: readonly number[]): Detection[] {
  return detectionsWhere(
    db,
    `detections.id IN (SELECT value FROM json_each(@value))
     AND tray_id IN (SELECT id FROM trays WHERE deleted_at IS NULL)`,
    JSON.stringify(ids),
  );
}

function detectionsWhere(db: ReadableDb, where: string, value: number | string): Detection[] {
  return all<DetectionRow>(
    db,
    `SELECT detections.id, outline, score, source, state, at_edge AS atEdge, touching, max_feret_px AS maxFeret,
       min_feret_px AS minFeret, feret_line AS feretLine, geodesic_px AS geodesic, area_px2 AS area, solidity,
       sharpness, classes.id AS classId, classes.name AS className, class_by AS classBy, verdict,
       samples.id AS sampleId, samples.number AS sampleNumber
     FROM detections LEFT JOIN classes ON classes.id = detections.class_id
     LEFT JOIN samples ON samples.id = detections.sample_id AND samples.deleted_at IS NULL
     WHERE ${where} AND detections.deleted_at IS NULL ORDER BY detections.id`,
    { value },
  ).map(toDetection);
}

function toDetection(row: DetectionRow): Detection {
  return detectionSchema.parse({
    ...row,
    outline: parsedJson(row.outline),
    atEdge: row.atEdge === 1,
    touching: row.touching === 1,
    measures: { ...row, feretLine: parsedJson(row.feretLine) },
    class: row.classId === null ? null : { id: row.classId, name: row.className },
    verdict: parsedJson(row.verdict),
    sample: row.sampleId === null ? null : { id: row.sampleId, number: row.sampleNumber },
  });
}

function parsedJson(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

/** Where the tray in use with these bytes is. */
export function knownTray(db: ReadableDb, hash: string): { number: string; survey: string } | undefined {
  return all<{ number: string; survey: string }>(
    db,
    `SELECT number, surveys.name AS survey FROM trays JOIN surveys ON surveys.id = trays.survey_id
     WHERE hash = @hash AND trays.deleted_at IS NULL`,
    { hash },
  )[0];
}
