import { resolve } from 'node:path';
import { inTransaction } from '#host/catalogue/database.ts';
import { anglesIn, eachAlone } from '#host/catalogue/import/angles-in.ts';
import { photosIn } from '#host/catalogue/import/photos-in.ts';
import { saveVerdicts } from '#host/models/save-verdicts.ts';
import { keepAtBench } from '#host/sessions/keep.ts';
import { type ModelAtBench, ModelsAtBench } from '#host/sessions/models-at-bench.ts';
import { checkedName } from '#host/catalogue/edits/checks.ts';
import { classNamed, listClasses } from '#host/catalogue/queries/classes.ts';
import { samplesOfHashes } from '#host/catalogue/queries/samples/neighbours.ts';
import { samplesCalled } from '#host/catalogue/queries/samples/samples-called.ts';
import { insertVerdict } from '#host/catalogue/queries/verdicts.ts';
import { measurePixels } from '#host/imaging/measure.ts';
import type { Pixels } from '#host/imaging/preprocess.ts';
import { framePixels, sizedFrame } from '#host/imaging/sized-frame.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { AskedFrame } from '#shared/contract/topics/bench.ts';
import { fileVerdicts, verdictOf } from '#shared/learning/prediction/verdict.ts';
import type { SkippedFile } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Prediction } from '#shared/learning/prediction/prediction.ts';
import { announceEdit } from '../announce-edit.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { authorNow } from '#host/catalogue/author.ts';

export function benchHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['bench'] {
  const models = new ModelsAtBench();
  const openModel = (reference: number | string | undefined): Promise<ModelAtBench> =>
    models.open(labs.current.lab, reference);

  return {
    classify: async ({ files, model: reference, together, angles: asked }) => {
      const { model, predictor, calibration } = await openModel(reference);
      const angles = asked ?? (together ? [files.length] : files.map(() => 1));
      const { db, readOnly } = labs.current.lab;
      const answers = await predictor.predictFiles(files);
      const things = thingsOf(files, answers, angles);
      const verdicts = things.flatMap(({ files: read, predictions }) =>
        fileVerdicts(read, predictions, { together: true, calibration }),
      );
      const at = new Date().toISOString();
      const ids =
        readOnly === null
          ? inTransaction(db, () =>
              verdicts.map((verdict) => insertVerdict(db, { model: model.id, verdict, at })),
            )
          : [];
      return {
        verdicts: verdicts.map((verdict, index) => ({
          ...verdict,
          model: model.name,
          id: ids[index] ?? null,
        })),
        skipped: things.flatMap(({ skipped }) => skipped),
      };
    },
    saveVerdicts: async ({ directory, format, rows }) => ({
      file: await saveVerdicts(resolve(directory), format, rows),
    }),
    photosIn: async ({ paths, grouped }) => {
      const { files, skipped } = await photosIn(paths.map((path) => resolve(path)));
      const classes = new Set(listClasses(labs.current.lab.db).map(({ name }) => name));
      const {
        files: ordered,
        angles,
        importAs,
      } = grouped ? await anglesIn(files, classes) : eachAlone(files);
      return { files: [...ordered], angles: [...angles], importAs, skipped };
    },
    open: async ({ model: reference }) => {
      const { model, predictor, calibration } = await openModel(reference);
      return {
        model: model.id,
        name: model.name,
        calibration,
        imageSize: predictor.info.preprocessing.imageSize,
        fingerprint: predictor.info.cameraFingerprint ?? null,
      };
    },
    predict: async ({ model: reference, frame, measure }) => {
      const { predictor } = await openModel(reference);
      const pixels = await pixelsOf(frame);
      const [prediction, statistics] = await Promise.all([
        predictor.predictPixels(pixels),
        measure ? measurePixels(pixels) : null,
      ]);
      return { ...prediction, statistics };
    },
    sizeFrame: async ({ frame, imageSize, measure }) => {
      const pixels = await pixelsOf(frame);
      const [png, statistics] = await Promise.all([
        sizedFrame(pixels, imageSize),
        measure ? measurePixels(pixels) : null,
      ]);
      return { png: new Uint8Array(png), statistics };
    },
    explain: async ({ model: reference, of }) => {
      const { model, predictor } = await openModel(reference);
      const photo = 'file' in of ? of.file : await pixelsOf(of);
      const { neighbours, picture, ...explained } = await predictor.explain(photo);
      const samples = samplesOfHashes(
        labs.current.lab.db,
        neighbours.map(({ hash }) => hash),
      );
      return {
        ...explained,
        picture: { width: picture.width, height: picture.height, rgb: new Uint8Array(picture.data) },
        neighbours: neighbours.map(({ hash, classIndex, distance }) => ({
          hash,
          class: model.classes[classIndex]?.name ?? '',
          distance,
          sample: samples.get(hash) ?? null,
        })),
      };
    },
    find: ({ text }) => samplesCalled(labs.current.lab.db, text),
    keep: async ({ model: reference, to, class: said, photos, session }) => {
      const className = said === null ? null : checkedName(said, 'class');
      const { model, predictor, calibration } = await openModel(reference);
      const { lab } = labs.current;
      // Predicted before anything is written: a photo that cannot be read is refused with nothing kept.
      const prediction = await predictor.predictAngles(photos.map(({ bytes }) => bytes));
      const verdict = verdictOf(prediction, calibration);
      const classId = className === null ? null : classNamed(lab.db, className);
      const by = { model: model.id, verdict };
      const kept = await keepAtBench(lab, authorNow(lab.db), { to, classId, photos, ...by, session });
      announceEdit(events, 'keep');
      const { sample, number, files } = kept;
      return { sample, number, photos: kept.photos, verdict: { ...verdict, files, model: model.name } };
    },
  };
}

/** The pixels of a frame, in whichever form it came. @throws StrandlineError `photo-unreadable`. */
async function pixelsOf(frame: AskedFrame): Promise<Pixels> {
  if ('png' in frame) return framePixels(frame.png);
  return { data: frame.rgb, width: frame.width, height: frame.height };
}

interface Predicted {
  readonly files: readonly string[];
  readonly predictions: readonly Prediction[];
  readonly skipped: SkippedFile[];
}

/** The things that files show, each with what could be predicted of it. @param angles how many files each has. */
function thingsOf(
  files: readonly string[],
  answers: readonly (Prediction | StrandlineError)[],
  angles: readonly number[],
): Predicted[] {
  let next = 0;
  return angles.map((count) => {
    const of = Array.from({ length: count }, () => {
      const index = next++;
      return { file: files[index] ?? '', answer: answers[index] };
    });
    const read = of.flatMap(({ file, answer }) =>
      answer === undefined || answer instanceof StrandlineError ? [] : [{ file, prediction: answer }],
    );
    return {
      files: read.map(({ file }) => file),
      predictions: read.map(({ prediction }) => prediction),
      skipped: of.flatMap(({ file, answer }) =>
        answer instanceof StrandlineError ? [{ file, reason: String(answer.data.reason) }] : [],
      ),
    };
  });
}
