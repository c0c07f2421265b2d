import { join } from 'node:path';
import { type Classifier, openClassifier, readingOf } from '#host/inference/classifier.ts';
import { keepAtBench } from '#host/sessions/keep.ts';
import { classNamed } from '#host/catalogue/queries/classes.ts';
import { type ModelFile, foundModel } from '#host/catalogue/queries/learning/models.ts';
import { samplesOfHashes } from '#host/catalogue/queries/samples/neighbours.ts';
import { samplesCalled } from '#host/catalogue/queries/samples/samples-called.ts';
import { insertVerdict } from '#host/catalogue/queries/verdicts.ts';
import { measurePixels } from '#host/imaging/measure.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { type Reading, verdictFrom } from '#shared/learning/prediction/verdict.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { authorNow } from '#host/catalogue/author.ts';

export function benchHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['bench'] {
  // A session takes a moment to load and is asked again and again; concurrent callers share the one promise.
  let opened: { file: string; classifier: Promise<Classifier> } | undefined;

  function classifierFor(file: string): Promise<Classifier> {
    if (opened?.file !== file) {
      const classifier = openClassifier(file);
      opened = { file, classifier };
      classifier.catch(() => (opened = undefined));
    }
    return opened.classifier;
  }

  async function openModel(
    reference: number | string | undefined,
  ): Promise<{ model: ModelFile; classifier: Classifier }> {
    const { lab } = labs.current;
    const model = foundModel(lab.db, reference);
    return { model, classifier: await classifierFor(join(lab.paths.models, model.file)) };
  }

  return {
    classify: async ({ files, model: reference, together }) => {
      const { model, classifier } = await openModel(reference);
      const answers = await classifier.classify(files, { together, reading: readingIn(model, classifier) });
      const verdicts = answers.map((answer) => ({ ...answer, model: model.name }));
      for (const verdict of verdicts)
        insertVerdict(labs.current.lab.db, { model: model.id, verdict, at: new Date().toISOString() });
      return verdicts;
    },
    open: async ({ model: reference }) => {
      const { model, classifier } = await openModel(reference);
      return {
        model: model.id,
        name: model.name,
        reading: readingIn(model, classifier),
        fingerprint: classifier.info.cameraFingerprint ?? null,
      };
    },
    look: async ({ model: reference, frame: { rgb, width, height }, measure }) => {
      const { classifier } = await openModel(reference);
      const pixels = { data: rgb, width, height };
      const [seen, statistics] = await Promise.all([
        classifier.look(pixels),
        measure ? measurePixels(pixels) : null,
      ]);
      return { ...seen, statistics };
    },
    explain: async ({ model: reference, of }) => {
      const { model, classifier } = await openModel(reference);
      const photo = 'file' in of ? of.file : { data: of.rgb, width: of.width, height: of.height };
      const { neighbours, picture, ...explained } = await classifier.explain(photo);
      const samples = samplesOfHashes(
        labs.current.lab.db,
        neighbours.map((one) => one.photo),
      );
      return {
        ...explained,
        picture: { width: picture.width, height: picture.height, rgb: new Uint8Array(picture.data) },
        neighbours: neighbours.map(({ photo: hash, classIndex, distance }) => ({
          photo: hash,
          class: model.classes[classIndex]?.name ?? '',
          distance,
          sample: samples.get(hash) ?? null,
        })),
      };
    },
    find: ({ text }) => samplesCalled(labs.current.lab.db, text),
    keep: async ({ model: reference, to, class: className, photos, session }) => {
      const { model, classifier } = await openModel(reference);
      const { lab } = labs.current;
      // Judged before anything is written: a photo that cannot be read is refused with nothing kept.
      const seen = await classifier.fuse(photos.map(({ bytes }) => bytes));
      const said = { ...verdictFrom(seen, readingIn(model, classifier)), model: model.name };
      const classId = className === null ? null : classNamed(lab.db, className);
      const verdict = { model: model.id, said };
      const kept = await keepAtBench(lab, authorNow(lab.db), { to, classId, photos, verdict, session });
      events.emit('lab.changed', { topic: 'catalogue' });
      const { sample, number, files } = kept;
      return { sample, number, photos: kept.photos, verdict: { ...said, files } };
    },
  };
}

/** How a model's logits are read in this lab, which may have renamed a class and asked for another precision since. */
function readingIn({ classes, threshold }: ModelFile, { info }: Classifier): Reading {
  return { ...readingOf({ ...info, classes: [...classes] }), ...(threshold !== null && { threshold }) };
}
