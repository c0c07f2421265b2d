import type { FoundSample } from '#shared/domain/sample.ts';
import { type LabelledSample, readLabel } from '#shared/domain/label.ts';
import { type ReadableDb, all, first } from '../../database.ts';

/**
 * The samples whose numbers begin like what was typed: `S-00`, `s-0042`, or `42` for S-0042. Every survey's numbers are
 * looked up in their index, so that the answer takes no longer in a lab of a million samples.
 */
export function findSamples(db: ReadableDb, { text, limit }: { text: string; limit: number }): FoundSample[] {
  const typed = text.trim();
  if (typed === '') return [];
  const beginnings = [...new Set([numbered(typed), typed.toUpperCase(), typed])];
  const found = beginnings.flatMap((beginning) =>
    all<FoundSample>(db, findSamplesSql, { from: beginning, to: `${beginning}\u{10ffff}`, limit }),
  );
  const byId = new Map(found.map((sample) => [sample.id, sample]));
  return [...byId.values()].slice(0, limit);
}

/** For its test too. The order is the index's, survey by survey; CROSS JOIN keeps the surveys outside. */
export const findSamplesSql = `
  SELECT samples.id, samples.number, samples.survey_id AS survey, surveys.name AS surveyName, classes.name AS class
  FROM surveys CROSS JOIN samples ON samples.survey_id = surveys.id AND samples.number >= @from AND samples.number < @to
  LEFT JOIN classes ON classes.id = samples.class_id
  WHERE samples.deleted_at IS NULL LIMIT @limit`;

/**
 * The sample whose label was scanned.
 *
 * @returns how the label reads, null where it is none of ours; and the sample, null where this lab has it not.
 */
export function sampleOfLabel(
  db: ReadableDb,
  text: string,
): { label: LabelledSample | null; sample: FoundSample | null } {
  const readings = readLabel(text);
  for (const label of readings) {
    const sample = first<FoundSample>(db, sampleOfLabelSql, { ...label });
    if (sample !== undefined) return { label, sample };
  }
  return { label: readings[0] ?? null, sample: null };
}

const sampleOfLabelSql = `
  SELECT samples.id, samples.number, samples.survey_id AS survey, surveys.name AS surveyName, classes.name AS class
  FROM surveys JOIN samples ON samples.survey_id = surveys.id AND samples.number = @number
  LEFT JOIN classes ON classes.id = samples.class_id
  WHERE surveys.name = @surveyName AND samples.deleted_at IS NULL`;

/** `42` -> `S-0042`, as numbers are given. */
function numbered(typed: string): string {
  return /^\d+$/.test(typed) ? `S-${typed.padStart(4, '0')}` : typed;
}
