import { beforeEach, expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { foundInSurvey } from '#host/catalogue/queries/beach.ts';
import { findModel, listModels } from '#host/catalogue/queries/learning/models.ts';
import { keptVerdicts } from '#host/catalogue/queries/review.ts';
import {
  foundSession,
  insertSession,
  listSessions,
  newestStage,
  openSession,
  sessionRecord,
} from '#host/catalogue/queries/sessions.ts';
import { wholeCentre } from '#shared/camera/region.ts';
import { author, fillLab } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryLab } from '../../support/labs.ts';

const statistics = {
  ...{ brightness: 1, red: 1, green: 1, blue: 1, contrast: 1, sharpness: 1, light: 1, warmth: 1, tint: 1 },
};

let lab: Lab;
let survey: number;
let session: number;

beforeEach(() => {
  lab = temporaryLab();
  survey = fillLab(lab, { samples: 2 }).survey;
  session = insertSession(lab.db, {
    ...{ person: 'Rui', at: author.at, camera: null },
    stage: { kind: 'empty', photo: Uint8Array.of(1), statistics, region: wholeCentre },
  });
  lab.db.exec(`
    INSERT INTO models (id, name, file, classes, created_at) VALUES (7, 'theirs', 'none.onnx', '[]', '2026');
    INSERT INTO verdicts (model_id, verdict, class_name, confidence, probabilities, files, sample_id, session_id, created_at)
      VALUES (7, 'plastic', 'plastic', 0.9, '{}', '[]', 1, ${session}, '2026');`);
});

test('a session, its verdicts and their model are in no list while the merge that brought them is taken back', async () => {
  const seen = (): unknown => ({
    sessions: listSessions(lab.db).length,
    open: openSession(lab.db)?.id,
    stage: newestStage(lab.db, 'empty')?.session,
    models: listModels(lab.db).map(({ name }) => name),
    found: findModel(lab.db, 'theirs')?.id,
    verdicts: keptVerdicts(lab.db, 7).length,
    beach: foundInSurvey(lab.db, survey).from.sessions,
  });
  expect(seen()).toEqual({
    ...{ sessions: 1, open: session, stage: session, models: ['theirs'], found: 7, verdicts: 1, beach: 1 },
  });
  expect(sessionRecord(lab.db, session).rows).toHaveLength(1);
  run(lab.db, `UPDATE verdicts SET deleted_at = '2026'`);
  expect(sessionRecord(lab.db, session).rows).toEqual([]);
  expect(listSessions(lab.db)).toMatchObject([{ kept: 0 }]);
  run(lab.db, `UPDATE sessions SET deleted_at = '2026'`);
  run(lab.db, `UPDATE models SET deleted_at = '2026'`);
  expect(seen()).toEqual({ sessions: 0, models: [], verdicts: 0, beach: 0 });
  await refusal('not-found', () => foundSession(lab.db, session));
});

test('the stage of another lab’s microscope is not this lab’s', () => {
  run(lab.db, `UPDATE sessions SET held_in = 'b2'`);
  expect(newestStage(lab.db, 'empty')).toBeUndefined();
  expect(openSession(lab.db)).toBeUndefined();
  expect(newestStage(lab.db, 'empty', { beside: session })?.session).toBe(session);
});
