import { resolve } from 'node:path';
import { photosIn } from '#host/catalogue/import/photos-in.ts';
import { keepAtBench } from '#host/sessions/keep.ts';
import { type ModelAtBench, ModelsAtBench } from '#host/sessions/models-at-bench.ts';
import { checkedName } from '#host/catalogue/edits/checks.ts';
import { classNamed } from '#host/catalogue/queries/classes.ts';
import { samplesOfHashes } from '#host/catalogue/queries/samples/neighbours.ts';
import { samplesCalled } from '#host/catalogue/queries/samples/samples-called.ts';
import { insertVerdict } from '#host/catalogue/queries/verdicts.ts';
import { measurePixels } from '#host/imaging/measure.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
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
    classify: async ({ files, model: reference, together }) => {
      const { model, predictor, calibration } = await openModel(reference);
      const read = parted(files, await predictor.predictFiles(files));
      const { predictions, skipped } = read;
      const verdicts = fileVerdicts(read.files, predictions, { together, calibration }).map((verdict) => ({
        ...verdict,
        model: model.name,
      }));
      const { db, readOnly } = labs.current.lab;
      for (const verdict of readOnly === null ? verdicts : [])
        insertVerdict(db, { model: model.id, verdict, at: new Date().toISOString() });
      return { verdicts, skipped };
    },
    photosIn: ({ paths }) => photosIn(paths.map((path) => resolve(path))),
    open: async ({ model: reference }) => {
      const { model, predictor, calibration } = await openModel(reference);
      return {
        model: model.id,
        name: model.name,
        calibration,
        fingerprint: predictor.info.cameraFingerprint ?? null,
      };
    },
    predict: async ({ model: reference, frame: { rgb, width, height }, measure }) => {
      const { predictor } = await openModel(reference);
      const pixels = { data: rgb, width, height };
      const [prediction, statistics] = await Promise.all([
        predictor.predictPixels(pixels),
        measure ? measurePixels(pixels) : null,
      ]);
      return { ...prediction, statistics };
    },
    explain: async ({ model: reference, of }) => {
      const { model, predictor } = await openModel(reference);
      const photo = 'file' in of ? of.file : { data: of.rgb, width: of.width, height: of.height };
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

interface Predicted {
  readonly files: readonly string[];
  readonly predictions: readonly Prediction[];
  readonly skipped: SkippedFile[];
}

/** Parts files that could be predicted from those that could not. */
function parted(files: readonly string[], answers: readonly (Prediction | StrandlineError)[]): Predicted {
  const pairs = answers.map((answer, index) => ({ file: files[index] ?? '', answer }));
  const read = pairs.flatMap(({ file, answer }) =>
    answer instanceof StrandlineError ? [] : [{ file, prediction: answer }],
  );
  const unread = pairs.flatMap(({ file, answer }) =>
    answer instanceof StrandlineError ? [{ file, error: answer }] : [],
  );
  return {
    files: read.map(({ file }) => file),
    predictions: read.map(({ prediction }) => prediction),
    skipped: unread.map(({ file, error }) => ({ file, reason: String(error.data.reason) })),
  };
}
