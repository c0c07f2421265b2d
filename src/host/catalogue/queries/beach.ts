import { z } from 'zod';
import type { BeachItem, Found } from '#shared/beach/load.ts';
import { modelEvaluationSchema } from '#shared/learning/figures/model-evaluation.ts';
import type { Outcome } from '#shared/learning/prediction/verdict.ts';
import { type ReadableDb, all, first } from '../database.ts';
import { readStored } from '../stored-row.ts';
import { classNames } from './samples/selection.ts';
import { findModel } from './learning/models.ts';
import { askedOpinions, keptVerdicts } from './review.ts';
import { surveyProtocol } from './surveys.ts';

/** What a survey found, with where it is from. */
export interface FoundInSurvey extends Found {
  readonly from: {
    readonly samples: number;
    /** Things in reviewed trays that no sample was made of. */
    readonly inTrays: number;
    readonly reviewedTrays: number;
    readonly allTrays: number;
    /** Sittings at the bench in which samples of the survey were kept. */
    readonly sessions: number;
  };
}

/**
 * All that counts of a survey: its samples, kept at the bench or not, and what was accepted in its reviewed trays. What a sample
 * was made of is counted once, as the sample; a sample in the bin is none.
 *
 * @throws StrandlineError `not-found` for a survey that is not in use.
 */
export function foundInSurvey(db: ReadableDb, survey: number): FoundInSurvey {
  const protocol = surveyProtocol(db, survey).fields;
  const model = findModel(db, undefined);
  const samples = samplesOf(db, survey, saidBy(db, model?.id));
  const inTrays = detectionsIn(db, survey);
  const trays = all<Found['trays'][number]>(
    db,
    `SELECT role, replicate FROM trays WHERE survey_id = @survey AND deleted_at IS NULL AND reviewed_at IS NOT NULL`,
    { survey },
  );
  const counted = (sql: string): number => first<{ n: number }>(db, sql, { survey })?.n ?? 0;
  return {
    items: [...samples, ...inTrays],
    trays,
    protocol,
    model: model
      ? {
          name: model.name,
          classes: model.classes.map(({ name }) => name),
          confusion: confusionOf(db, model.id, model.classes.length),
        }
      : null,
    from: {
      samples: samples.length,
      inTrays: inTrays.length,
      reviewedTrays: trays.length,
      allTrays: counted('SELECT count(*) AS n FROM trays WHERE survey_id = @survey AND deleted_at IS NULL'),
      sessions: counted(
        `SELECT count(DISTINCT session_id) AS n FROM verdicts JOIN samples ON samples.id = verdicts.sample_id
         WHERE samples.survey_id = @survey AND samples.deleted_at IS NULL AND verdicts.deleted_at IS NULL`,
      ),
    },
  };
}

type Said = ReadonlyMap<number, BeachItem['model']>;

/** What the model in use takes samples for, later verdicts before earlier ones. */
function saidBy(db: ReadableDb, model: number | undefined): Said {
  if (model === undefined) return new Map();
  const names = classNames(db);
  return new Map(
    [...askedOpinions(db, model), ...keptVerdicts(db, model)].flatMap(
      ({ sample, classId, outcome }): [number, BeachItem['model']][] => {
        const name = classId === null ? undefined : names.get(classId);
        return name === undefined ? [] : [[sample, { class: name, outcome }]];
      },
    ),
  );
}

function samplesOf(db: ReadableDb, survey: number, said: Said): BeachItem[] {
  return all<Omit<BeachItem, 'model'> & { id: number }>(
    db,
    `SELECT samples.id, role, replicate, classes.name AS person, morphotype_term AS morphotype, colour_term AS colour,
       size_um AS sizeUm, mass_mg AS massMg, polymer
     FROM samples LEFT JOIN classes ON classes.id = class_id
     WHERE survey_id = @survey AND samples.deleted_at IS NULL ORDER BY samples.id`,
    { survey },
  ).map(({ id, ...item }) => ({ ...item, model: said.get(id) ?? null }));
}

function detectionsIn(db: ReadableDb, survey: number): BeachItem[] {
  return all<
    Pick<BeachItem, 'role' | 'replicate' | 'sizeUm'> & {
      class: string | null;
      by: string | null;
      said: string | null;
      outcome: string | null;
    }
  >(
    db,
    `SELECT role, replicate, max_feret_px * um_per_pixel AS sizeUm, classes.name AS class, class_by AS by,
       verdict ->> '$.className' AS said, verdict ->> '$.outcome' AS outcome
     FROM detections JOIN trays ON trays.id = tray_id LEFT JOIN classes ON classes.id = class_id
     WHERE survey_id = @survey AND trays.deleted_at IS NULL AND reviewed_at IS NOT NULL
       AND detections.deleted_at IS NULL AND state = 'accepted'
       AND NOT EXISTS (SELECT 1 FROM samples WHERE samples.id = sample_id AND samples.deleted_at IS NULL)
     ORDER BY detections.id`,
    { survey },
  ).map(({ class: name, by, said, outcome, ...item }) => {
    const byModel = said ?? (by === 'model' ? name : null);
    return {
      ...item,
      person: by === 'person' ? name : null,
      model: byModel === null ? null : { class: byModel, outcome: (outcome ?? 'class') as Outcome },
      morphotype: null,
      colour: null,
      massMg: null,
      polymer: null,
    };
  });
}

const testSchema = z.object({ confusion: z.array(z.array(z.number())) });

/** What the model takes for what, by sample: as its run tested it, else as it was evaluated last on what it had not seen. */
function confusionOf(db: ReadableDb, model: number, classes: number): number[][] | null {
  const test = first<{ test: string | null }>(db, 'SELECT test FROM models WHERE id = @model', {
    model,
  })?.test;
  const tested = test === null || test === undefined ? undefined : readStored(testSchema, test)?.confusion;
  const evaluated = all<{ report: string }>(
    db,
    'SELECT report FROM evaluations WHERE model_id = @model ORDER BY id DESC',
    { model },
  ).map(({ report }) => readStored(modelEvaluationSchema, report)?.unseen?.sample.confusion);
  return [tested, ...evaluated].find((one) => one?.length === classes) ?? null;
}
