import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { storedEmptyStage } from '#host/sessions/empty-stage.ts';
import { keepAtBench } from '#host/sessions/keep.ts';
import { sessionReport } from '#host/sessions/session-report.ts';
import { run } from '#host/catalogue/database.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { renameClass } from '#host/catalogue/edits/edit-classes.ts';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { samplesCalled } from '#host/catalogue/queries/samples/samples-called.ts';
import {
  endSession,
  foundSession,
  insertSession,
  insertWarning,
  newestStage,
  openSession,
  sessionRecord,
} from '#host/catalogue/queries/sessions.ts';
import { measurePhoto } from '#host/imaging/measure.ts';
import { sessionPage } from '#host/reports/session-report.ts';
import type { CameraSettings } from '#shared/camera/camera.ts';
import { normal, seededRandom } from '#shared/learning/random.ts';
import { type Region, wholeCentre } from '#shared/camera/region.ts';
import type { Outcome } from '#shared/learning/prediction/verdict.ts';
import type { Drift } from '#shared/camera/drift.ts';
import { stagePrint } from '#shared/camera/stage.ts';
import { sampleIdOf } from '../../support/ids.ts';
import { author, fillLab } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { reopened, temporaryLab } from '../../support/labs.ts';
import { randomPhoto } from '../../support/photos.ts';

const dark: Drift = { statistic: 'light', side: 'below', value: 84, low: 121, high: 160, fragments: 1 };

const microscope: CameraSettings = {
  ...{ device: 'microscope', width: 160, height: 120, frameRate: null, controls: {} },
  ...{ mirrored: false, turned: 0 },
};

/** A grey dish that is lit from one side, with a camera's noise; with a dark square on it, or with printed lines. */
async function dish(seed: number, on: 'nothing' | 'fragment' | 'lines' = 'nothing'): Promise<Buffer> {
  const [width, height] = [160, 120];
  const random = seededRandom(seed);
  const grey = Buffer.from(
    Array.from({ length: width * height }, (_, pixel) => {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      const isOn = on === 'fragment' ? x > 60 && x < 95 && y > 40 && y < 75 : on === 'lines' && y % 40 < 4;
      return Math.round(150 + x / 8 + 2 * normal(random) - (isOn ? 70 : 0));
    }),
  );
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

async function begin(lab: Lab, seen?: Buffer): Promise<number> {
  const photo = seen ?? (await randomPhoto(99, { kind: 'png' }));
  const stage = { kind: 'empty' as const, photo, statistics: await measurePhoto(photo), region: wholeCentre };
  return insertSession(lab.db, { person: 'Ines <lab>', at: author.at, camera: null, stage });
}

/** Keeps fragments: what the model says of each, and what the person says. */
async function keepAll(
  lab: Lab,
  session: number,
  fragments: readonly { outcome: Outcome; human: number | null }[],
): Promise<void> {
  const { survey } = fillLab(lab, { samples: 0, survey: 'Bay & <b>mole</b>' });
  const { id: model } = run(
    lab.db,
    `INSERT INTO models (name, file, classes, created_at) VALUES ('frozen', 'run-1.onnx', '[]', '2026-08-02')`,
  );
  for (const [index, { outcome, human }] of fragments.entries()) {
    const bytes = await randomPhoto(session * 100 + index, { kind: 'png' });
    const verdict = {
      outcome,
      class: 'plastic',
      confidence: 0.9,
      probabilities: {},
      distance: null,
      sureness: 0.8,
    };
    await keepAtBench(lab, author, {
      to: { survey },
      classId: human,
      photos: [{ bytes, camera: null }],
      verdict,
      model,
      session,
    });
  }
}

describe('a session at the bench', () => {
  it('begins with its stage, is found again after a crash, and is one at a time', async () => {
    const lab = temporaryLab();
    const session = await begin(lab);
    const error = await refusal('conflict', () => begin(lab));
    expect(error.message).toContain(`Session ${session} of Ines <lab> is open`);
    // As after a crash: nobody ended it.
    lab.close();
    const again = reopened(lab.directory);
    expect(openSession(again.db)).toMatchObject({ id: session, endedAt: null, stage: { kind: 'empty' } });
    const stage = newestStage(again.db, 'empty');
    expect(stage?.session).toBe(session);
    expect(await measurePhoto(stage?.photo ?? new Uint8Array())).toEqual(stage?.statistics);
    expect(newestStage(again.db, 'ruler')).toBeUndefined();
    endSession(again.db, session, '2026-08-02T11:00:00.000Z');
    endSession(again.db, session, '2026-08-02T12:00:00.000Z');
    expect(foundSession(again.db, session).endedAt).toBe('2026-08-02T11:00:00.000Z');
    expect(openSession(again.db)).toBeUndefined();
  });

  it('leaves its empty stage to those after it, as far as it is known how it was looked at', async () => {
    const lab = temporaryLab();
    const oriented = microscope;
    const beginWith = async (kind: 'empty' | 'ruler', seed: number, region: Region): Promise<Buffer> => {
      const photo = await dish(seed);
      const stage = { kind, photo, region, statistics: await measurePhoto(photo) };
      endSession(
        lab.db,
        insertSession(lab.db, { person: 'Ines', at: author.at, camera: oriented, stage }),
        '',
      );
      return photo;
    };
    expect(await storedEmptyStage(lab.db)).toBeUndefined();
    const whole = await beginWith('empty', 1, wholeCentre);
    await beginWith('ruler', 2, wholeCentre);
    // Of a whole picture its centre is predicted.
    const centre = await sharp(whole)
      .extract({ left: 20, top: 0, width: 120, height: 120 })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    expect(await storedEmptyStage(lab.db)).toEqual({
      camera: oriented,
      region: wholeCentre,
      print: stagePrint({ rgb: centre, width: 120, height: 120 }),
    });
    // A part of a picture was cut out when it was taken.
    const part = { x: 0.4, y: 0.5, side: 0.5 };
    const cut = await sharp(await beginWith('empty', 3, part))
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    expect(await storedEmptyStage(lab.db)).toMatchObject({
      region: part,
      print: stagePrint({ rgb: cut, width: 160, height: 120 }),
    });
    // Begun before regions were written down.
    run(lab.db, 'UPDATE sessions SET stage_region = NULL', {});
    expect(await storedEmptyStage(lab.db)).toBeUndefined();
  });

  it('does not call a stage empty that something lies on, nor hand it on; a pattern that comes again is the stage’s own', async () => {
    const lab = temporaryLab();
    const told = async (seen: Buffer): Promise<{ caption: string; isHandedOn: boolean }> => {
      const session = await begin(lab, seen);
      run(lab.db, 'UPDATE sessions SET camera = @camera', { camera: JSON.stringify(microscope) });
      endSession(lab.db, session, author.at);
      const page = await sessionPage(lab, await sessionReport(lab.db, session), author.at);
      const caption = /<figcaption>The stage at the start: (.*?)<\/figcaption>/.exec(page)?.[1] ?? '';
      return { caption, isHandedOn: (await storedEmptyStage(lab.db)) !== undefined };
    };
    const empty = { caption: 'the empty stage', isHandedOn: true };
    const occupied = { caption: 'said to be empty, but something is seen on it', isHandedOn: false };
    expect(await told(await dish(1))).toEqual(empty);
    expect(await told(await dish(2, 'fragment'))).toEqual(occupied);
    expect(await told(await dish(3, 'lines'))).toEqual(occupied);
    expect(await told(await dish(4, 'lines'))).toEqual(empty);
  });

  it('comes to what is kept and said of it by now; what was taken back is not counted', async () => {
    const lab = temporaryLab();
    const { classes } = fillLab(lab, { samples: 0 });
    const session = await begin(lab);
    await keepAll(lab, session, [
      { outcome: 'class', human: classes[0] },
      { outcome: 'class', human: classes[1] },
      { outcome: 'unsure', human: null },
      { outcome: 'class', human: classes[0] },
    ]);
    expect(sessionRecord(lab.db, session).agreement).toMatchObject({ agreed: 2, compared: 3 });
    undo(lab.db);
    const report = sessionRecord(lab.db, session);
    expect(report.session.kept).toBe(3);
    expect(report.agreement).toMatchObject({ agreed: 1, compared: 2 });
    expect(report.rows.map(({ photos }) => photos.length)).toEqual([1, 1, 1]);
    const third = report.rows[2]?.sample ?? 0;
    editSamples(lab.db, author, { samples: [sampleIdOf(third)], set: { class: classes[0] } });
    expect(sessionRecord(lab.db, session).rows[2]).toMatchObject({ outcome: 'unsure', human: 'plastic' });
  });

  it('compares classes, not what they were called then', async () => {
    const lab = temporaryLab();
    const { classes } = fillLab(lab, { samples: 0 });
    const session = await begin(lab);
    await keepAll(lab, session, [
      { outcome: 'class', human: classes[0] },
      { outcome: 'unsure', human: classes[1] },
    ]);
    renameClass(lab.db, author, { class: classes[0], name: 'polymer' });
    const { rows, agreement } = sessionRecord(lab.db, session);
    expect(agreement).toMatchObject({ agreed: 1, compared: 1 });
    expect(rows).toMatchObject([
      { outcome: 'class', class: 'polymer', human: 'polymer' },
      { outcome: 'unsure', class: 'polymer', human: 'not-plastic' },
    ]);
  });

  it('is told as one page that holds all it needs and runs nothing', async () => {
    const lab = temporaryLab();
    const { classes } = fillLab(lab, { samples: 0 });
    const session = await begin(lab);
    await keepAll(lab, session, [
      { outcome: 'class', human: classes[0] },
      { outcome: 'class', human: classes[1] },
    ]);
    insertWarning(lab.db, session, dark, author.at);
    insertWarning(lab.db, session, { ...dark, value: 20 }, author.at);
    run(lab.db, 'UPDATE lab SET name = @name', { name: 'Lab "<script>"' });
    const text = await sessionPage(lab, await sessionReport(lab.db, session), author.at);
    expect(text).toContain('Bay &amp; &lt;b&gt;mole&lt;/b&gt;');
    expect(text).toContain('Ines &lt;lab&gt;');
    expect(text).toContain('the lab “Lab "&lt;script&gt;"”');
    expect(text).not.toMatch(/<script|<b>|https?:|undefined|\[object/);
    expect(text.match(/<img [^>]*src="data:image\/webp;base64,[A-Za-z0-9+/=]{40,}"/g)).toHaveLength(3);
    expect(text.match(/class="warning"/g)).toHaveLength(1);
    expect(text).toContain('brightness of the light parts 84 against 121–160');
    expect(text).toContain('1 of 2');
    expect(text).toContain('plastic (differs)');
  });
});

describe('a sample that is called', () => {
  it('is found by its number, its short number or its label, in any survey', () => {
    const lab = temporaryLab();
    const first = fillLab(lab, { samples: 12, photosEach: 2, survey: 'North Bay' });
    const second = fillLab(lab, { samples: 0, survey: 'North Bay S' });
    run(
      lab.db,
      `INSERT INTO samples (survey_id, number, created_at) VALUES (@survey, 'S-0012', '2026-08-02')`,
      { survey: second.survey },
    );
    const found = (text: string): string[] =>
      samplesCalled(lab.db, text).map(({ number, survey }) => `${survey.name} ${number}`);
    expect(found('12')).toEqual(['North Bay S S-0012', 'North Bay S-0012']);
    expect(found('s-0012')).toHaveLength(2);
    expect(found('/North Bay S-0012')).toEqual(['North Bay S-0012']);
    expect(found('/North Bay S S-0012')).toEqual(['North Bay S S-0012']);
    expect(samplesCalled(lab.db, 'S-0003')).toMatchObject([
      { sample: first.samples[2], photos: 2, class: null },
    ]);
    expect(found('S-9999')).toEqual([]);
  });
});
