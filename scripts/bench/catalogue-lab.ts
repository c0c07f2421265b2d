import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { inTransaction, run } from '#host/catalogue/database.ts';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { type Lab, createLab } from '#host/catalogue/lab.ts';
import { classNamed } from '#host/catalogue/queries/classes.ts';
import { insertPhoto } from '#host/catalogue/queries/samples/photos.ts';
import { insertSample } from '#host/catalogue/queries/samples/samples.ts';
import { siteNamed } from '#host/catalogue/queries/sites.ts';
import { surveyNamed } from '#host/catalogue/queries/surveys.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { vocabularies } from '#shared/domain/vocabulary.ts';

const photosEach = 5;
const samplesPerSurvey = 1000;
const at = '2026-08-02T10:00:00.000Z';
const notes = ['weathered', 'sharp edges', 'barnacle on one side', 'faded', 'smells of tar'];

/**
 * Makes a lab of so many photos, five to a sample: the first `real` of them imported as files, the others rows alone,
 * which is all that lists and searches look at.
 */
export async function makeBigLab(directory: string, photos: number, real: number): Promise<void> {
  const lab = createLab(directory, { name: 'Bench' });
  try {
    await importReal(lab, join(directory, '..', `photos-${photos}`), real);
    addRows(lab, photos - real);
    lab.db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    lab.close();
  }
}

async function importReal(lab: Lab, folder: string, photos: number): Promise<void> {
  const random = seededRandom(1);
  for (let photo = 0; photo < photos; photo += 1) {
    const path = join(
      folder,
      photo % 2 === 0 ? 'plastic' : 'not-plastic',
      `s${Math.floor(photo / photosEach)}`,
    );
    await mkdir(path, { recursive: true });
    const blobs = Buffer.from(Array.from({ length: 8 * 6 * 3 }, () => random.below(256)));
    const picture = sharp(blobs, { raw: { width: 8, height: 6, channels: 3 } });
    await writeFile(
      join(path, `${photo}.jpg`),
      await picture.resize(640, 480, { kernel: 'cubic' }).jpeg().toBuffer(),
    );
  }
  const options = importOptionsSchema.parse({ directory: folder, survey: 'Survey 0' });
  await importFolder(lab, options, { signal: new AbortController().signal, onProgress: () => undefined });
}

function addRows({ db }: Lab, photos: number): void {
  const random = seededRandom(2);
  const pick = <T>(from: readonly T[]): T | undefined => from[random.below(from.length)];
  const samples = Math.floor(photos / photosEach);
  inTransaction(db, () => {
    const classes = [classNamed(db, 'plastic'), classNamed(db, 'not-plastic')];
    for (let index = 0; index < samples; index += 1) {
      const survey = surveyNamed(db, `Survey ${1 + Math.floor(index / samplesPerSurvey)}`, at);
      if (index % samplesPerSurvey === 0) {
        const site = siteNamed(db, `Beach ${survey % 12}`);
        const date = `20${String(10 + (survey % 16)).padStart(2, '0')}-07-01`;
        run(db, 'UPDATE surveys SET site_id = @site, date = @date WHERE id = @survey', {
          site,
          date,
          survey,
        });
      }
      const term = pick(vocabularies.morphotype);
      const sample = insertSample(db, {
        survey,
        createdAt: at,
        classId: random.below(5) === 0 ? undefined : pick(classes),
        morphotype: term?.word,
        morphotypeTerm: term?.id,
        sizeUm: 100 + random.below(4900),
      });
      const colour = pick(vocabularies.colour);
      run(db, 'UPDATE samples SET colour = @word, colour_term = @id, notes = @note WHERE id = @sample', {
        word: colour?.word ?? null,
        id: colour?.id ?? null,
        note: pick(notes) ?? null,
        sample,
      });
      for (let angle = 0; angle < photosEach; angle += 1) insertPhoto(db, sample, rowOf(sample, angle), at);
    }
  });
}

function rowOf(sample: number, angle: number): Parameters<typeof insertPhoto>[2] {
  return {
    hash: `${sample}f${angle}`.padStart(64, '0'),
    extension: 'jpg',
    bytes: 100_000,
    width: 640,
    height: 480,
    takenAt: at,
    umPerPixel: 4.02,
    fileName: `IMG_${sample}_${angle}.jpg`,
    fingerprint: sample.toString(16).padStart(16, '0'),
  };
}
