import { describe, expect, it } from 'vitest';
import { type BenchPhoto, keepAtBench } from '#host/sessions/keep.ts';
import { run } from '#host/catalogue/database.ts';
import { nextSteps, redo, undo } from '#host/catalogue/edits/edit.ts';
import { keptVerdicts } from '#host/catalogue/queries/review.ts';
import { removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { statisticsOf } from '#host/catalogue/queries/samples/fingerprints.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import type { CameraSettings } from '#shared/camera/camera.ts';
import { noId } from '../../support/ids.ts';
import { author, everythingIn, fillLab, samplesIn } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryLab } from '../../support/labs.ts';
import { randomPhoto } from '../../support/photos.ts';

const camera: CameraSettings = {
  device: 'Microscope',
  width: 640,
  height: 480,
  frameRate: 30,
  controls: { exposure: { mode: 'manual', value: 120 }, focus: null },
  mirrored: true,
  turned: 90,
};

async function taken(...seeds: number[]): Promise<BenchPhoto[]> {
  return Promise.all(
    seeds.map(async (seed) => ({ bytes: await randomPhoto(seed, { kind: 'png' }), camera })),
  );
}

/** How the hashes of rows without a file begin. */
const noFile = '0'.repeat(40);
let models = 0;

/** A row for a model, as verdicts refer to it; it has no file. */
function model({ db }: Lab): number {
  return run(
    db,
    `INSERT INTO models (name, file, classes, created_at) VALUES ('frozen', @file, '[]', '2026-08-02')`,
    { file: `run-${(models += 1)}.onnx` },
  ).id;
}

function kept(
  lab: Lab,
  to: Parameters<typeof keepAtBench>[2]['to'],
  photos: readonly BenchPhoto[],
  classId: number | null,
) {
  const verdict = {
    outcome: 'class' as const,
    class: 'plastic',
    confidence: 0.9,
    probabilities: { plastic: 0.9, 'not-plastic': 0.1 },
    distance: null,
    sureness: 0.8,
  };
  return keepAtBench(lab, author, { to, classId, photos, verdict, model: model(lab), session: null });
}

describe('keeping a fragment', () => {
  it('is one step: one undo takes sample, class and all photos back, redo brings them again', async () => {
    const lab = temporaryLab();
    const { survey, classes } = fillLab(lab, { samples: 1 });
    const before = everythingIn(lab);
    const photos = await taken(1, 2, 3);
    const done = await kept(lab, { survey }, photos, classes[1]);
    expect(done).toMatchObject({ number: 'S-0002', photos: 3 });
    const after = everythingIn(lab);
    expect(samplesIn(lab)[1]).toMatchObject({ number: 'S-0002', class: { name: 'not-plastic' } });
    expect(samplesIn(lab)[1]?.photos.map(({ angle }) => angle)).toEqual([0, 1, 2]);
    expect(nextSteps(lab.db).undo).toEqual({ kind: 'keep', things: 3 });

    undo(lab.db);
    expect(samplesIn(lab)).toHaveLength(1);
    expect(nextSteps(lab.db).undo).toBeNull();
    const visible = (everythingIn(lab) as { deleted_at: string | null }[][]).map((rows) =>
      rows.filter((row) => row.deleted_at === null),
    );
    // The survey remembers that the number was given.
    expect(visible.slice(1)).toEqual((before as unknown[]).slice(1));
    redo(lab.db);
    expect(everythingIn(lab)).toEqual(after);
    const { problems } = await verifyLab(lab);
    expect(problems.filter((problem) => !problem.includes(noFile))).toEqual([]);
  });

  it('adds angles behind those of a sample that is there; its class is changed only where the person says one', async () => {
    const lab = temporaryLab();
    const { samples, classes } = fillLab(lab, { samples: 1, photosEach: 2 });
    const [sample = noId] = samples;
    await kept(lab, { sample }, await taken(4), classes[0]);
    await kept(lab, { sample }, await taken(5), null);
    // Each was predicted by a model of its own.
    const second = 2;
    expect(keptVerdicts(lab.db, second)).toMatchObject([{ sample, classId: classes[0] }]);
    expect(samplesIn(lab)[0]).toMatchObject({ class: { name: 'plastic' } });
    expect(samplesIn(lab)[0]?.photos.map(({ angle }) => angle)).toEqual([0, 1, 2, 3]);
    undo(lab.db);
    // What the model said of photos that were taken back is no opinion on the sample.
    expect(keptVerdicts(lab.db, second)).toEqual([]);
    undo(lab.db);
    expect(samplesIn(lab)[0]).toMatchObject({ class: null });
    expect(samplesIn(lab)[0]?.photos).toHaveLength(2);
  });

  it('writes down the verdict, what each photo is like and how it was taken', async () => {
    const lab = temporaryLab();
    const { survey } = fillLab(lab, { samples: 0 });
    const { sample } = await kept(lab, { survey }, await taken(6, 7), null);
    expect(lab.db.prepare('SELECT sample_id, class_name, confidence FROM verdicts').all()).toEqual([
      { sample_id: sample, class_name: 'plastic', confidence: 0.9 },
    ]);
    const hashes = samplesIn(lab).flatMap(({ photos }) => photos.map(({ hash }) => hash));
    const [first] = statisticsOf(lab.db, hashes);
    expect(first?.statistics?.brightness).toBeGreaterThan(20);
    const rows = lab.db.prepare('SELECT camera, verdict_id FROM photo_fingerprints').all() as {
      camera: string;
    }[];
    expect(rows.map((row) => JSON.parse(row.camera) as unknown)).toEqual([camera, camera]);
    expect(rows).toMatchObject([{ verdict_id: 1 }, { verdict_id: 1 }]);
  });

  it('leaves nothing behind where the photos are known already, or the sample is gone', async () => {
    const lab = temporaryLab();
    const { survey, samples } = fillLab(lab, { samples: 1 });
    const photos = await taken(8);
    await kept(lab, { survey }, photos, null);
    const before = everythingIn(lab);
    await refusal('conflict', () => kept(lab, { survey }, photos, null));
    expect(everythingIn(lab)).toEqual(before);
    removeSamples(lab.db, author, samples);
    const others = await taken(9);
    await refusal('not-found', () => kept(lab, { sample: samples[0] ?? noId }, others, null));
  });
});
