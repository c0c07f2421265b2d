import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { first, run } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { hashOfText } from './merged-labs.ts';
import { writeTinyModel } from './tiny-model.ts';

const statistics = JSON.stringify({
  ...{ brightness: 1, red: 1, green: 1, blue: 1, contrast: 1, sharpness: 1, light: 1, warmth: 1, tint: 1 },
});
const camera = JSON.stringify({
  ...{ device: 'microscope', width: 160, height: 120, frameRate: null, controls: {} },
  ...{ mirrored: false, turned: 0 },
});

/** The beginning of a PNG of so many pixels, which is all that is looked at. */
export function stagePng(width = 4, height = 4): Buffer {
  const size = Buffer.alloc(17);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), size]);
}

/** Adds a session with an empty stage and a warning. @param endedAt null: it is open. @returns its row. */
export function giveSession(
  { db }: Lab,
  {
    person,
    startedAt = '2026-08-03T10:00:00.000Z',
    endedAt = '2026-08-03T12:00:00.000Z',
    stage = stagePng(),
  }: { person: string; startedAt?: string; endedAt?: string | null; stage?: Uint8Array },
): number {
  const { id } = run(
    db,
    `INSERT INTO sessions (person, started_at, ended_at, camera, stage_kind, stage_statistics)
     VALUES (@person, @startedAt, @endedAt, @camera, 'empty', @statistics)`,
    { person, startedAt, endedAt, camera, statistics },
  );
  run(db, 'INSERT INTO session_stages (session_id, photo) VALUES (@id, @stage)', { id, stage });
  run(
    db,
    `INSERT INTO session_warnings (session_id, statistic, side, at, value, low, high, fragments)
     VALUES (@id, 'light', 'below', @startedAt, 84, 121, 160, 1)`,
    { id, startedAt },
  );
  return id;
}

/** Adds a model of two classes with its file. @param temperature makes it another model. @returns its row. */
export function giveModel(
  lab: Lab,
  name: string,
  { temperature = 1, named = ['plastic', 'glass'] }: { temperature?: number; named?: readonly string[] } = {},
): number {
  const classes = named.map((one) => {
    run(lab.db, 'INSERT OR IGNORE INTO classes (name) VALUES (@one)', { one });
    return {
      id: first<{ id: number }>(lab.db, 'SELECT id FROM classes WHERE name = @one', { one })?.id ?? 0,
      name: one,
    };
  });
  // The same bytes wherever it is made: its classes are those of its making.
  const numbered = classes.map(({ name: one }, index) => ({ id: index + 1, name: one }));
  const file = `${name}.onnx`;
  const folder = mkdtempSync(join(tmpdir(), 'strandline-model-'));
  renameSync(writeTinyModel(numbered, { temperature }, folder), join(lab.paths.models, file));
  rmSync(folder, { recursive: true });
  return run(
    lab.db,
    `INSERT INTO models (name, file, classes, created_at) VALUES (@name, @file, @classes, '2026-08-01T10:00:00.000Z')`,
    { name, file, classes: JSON.stringify(classes) },
  ).id;
}

/** Adds a verdict on a sample, that its photos were kept with. @param photos by what is in their files. @returns its row. */
export function giveVerdict(
  { db }: Lab,
  {
    model,
    session,
    sample,
    class: name = 'plastic',
    photos,
    at = '2026-08-03T11:00:00.000Z',
  }: {
    model: number;
    session: number | null;
    sample: number;
    class?: string;
    photos: readonly string[];
    at?: string;
  },
): number {
  const { id } = run(
    db,
    `INSERT INTO verdicts (model_id, verdict, class_name, class_id, confidence, sureness, probabilities, files, sample_id, session_id, created_at)
     VALUES (@model, @name, @name, (SELECT id FROM classes WHERE name = @name), 0.9, 0.8, @probabilities, '["S-0001 angle 1"]', @sample, @session, @at)`,
    { model, session, sample, name, at, probabilities: JSON.stringify({ [name]: 0.9 }) },
  );
  for (const photo of photos)
    run(
      db,
      `INSERT INTO photo_fingerprints (photo_id, statistics, camera, verdict_id)
       VALUES ((SELECT id FROM photos WHERE hash = @hash), @statistics, @camera, @id)`,
      { hash: hashOfText(photo), statistics, camera, id },
    );
  return id;
}
