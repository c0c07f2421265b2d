import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fromPixels } from '#host/imaging/preprocess.ts';
import { writePredictions } from '#host/training/predictions-file.ts';
import { createHost } from '#host/server/host.ts';
import { defaultFindingSettings } from '#shared/domain/finding.ts';
import { type EditKind, editTopics } from '#shared/domain/history.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';
import { mergeOptionsSchema } from '#shared/domain/merge.ts';
import { jobSchema } from '#shared/jobs/job.ts';
import { noId, sampleIdOf } from '../support/ids.ts';
import { fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { modelRows } from '../support/models.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { disc, drawn } from '../support/shapes.ts';
import { writeTinyModel } from '../support/tiny-model.ts';

/** A lab of four samples with three photos each and a model that answers, opened by a host. */
async function host() {
  const lab = temporaryLab();
  const { classes, ...rows } = fillLab(lab, { samples: 4, photosEach: 3 });
  const named = classes.map((id) => ({ id, name: `class ${id}` }));
  writeTinyModel(named, {}, lab.paths.models);
  const { run } = modelRows(lab, { classes: named, file: 'tiny-model.onnx' });
  await writePredictions(join(lab.paths.runs, String(run)), {
    classes: named,
    photos: [{ hash: '0'.repeat(64), sample: 1, side: 'val', truth: 0, logits: [2, 0], distance: null }],
  });
  lab.close();
  const running = createHost();
  onTestFinished(() => running.close());
  const { handlers, events } = running;
  await handlers.lab.open({ directory: lab.directory });
  return { handlers, events, classes, ...rows };
}
type Host = Awaited<ReturnType<typeof host>>;

async function addTray({ handlers: { trays }, survey }: Host): Promise<void> {
  const directory = temporaryFolder();
  await writeTree(directory, { 'tray.jpg': await randomPhoto(3) });
  await trays.add({ survey, files: [join(directory, 'tray.jpg')] });
}

function drawOnTray({ handlers: { trays } }: Host): unknown {
  const outline: [number, number][] = [
    [4, 4],
    [9, 4],
    [9, 9],
  ];
  return trays.draw({ tray: 1, outline, source: 'drawn' });
}

/** Leads through what is drawn. */
const cutLine: [number, number, number, number] = [7, 0, 7, 20];

/** A tray with one disc. */
async function addDisc({ handlers: { trays }, survey }: Host): Promise<void> {
  const directory = temporaryFolder();
  const picture = drawn({ width: 90, height: 60, shapes: [disc(40, 30, 20)] });
  await writeTree(directory, { 'disc.png': await fromPixels(picture).png().toBuffer() });
  await trays.add({ survey, files: [join(directory, 'disc.png')] });
}

async function jobEnded(events: Host['events']): Promise<void> {
  return new Promise((resolve) => {
    events.onAny((name, payload) => {
      if (name === 'jobs.changed' && jobSchema.parse(payload).endedAt !== null) resolve();
    });
  });
}

/** A lab with a sample of its own. */
function otherLab(): string {
  const lab = temporaryLab();
  fillLab(lab, { samples: 1, survey: 'Elsewhere' });
  // Its photo, which is one of the lab's too, has no file.
  lab.db.exec('DELETE FROM photos');
  lab.close();
  return lab.directory;
}

/** How each kind of step is made, after what has to be there for it. */
const steps: Readonly<Record<EditKind, (host: Host) => readonly (() => unknown)[]>> = {
  label: ({ handlers: { edits }, samples, classes }) => [
    () => edits.editSamples({ samples, by: 'sample', set: { class: classes[0] } }),
  ],
  details: ({ handlers: { edits }, samples }) => [
    () => edits.editSamples({ samples, by: 'sample', set: { colour: 'blue' } }),
  ],
  'add-samples': ({ handlers: { edits }, survey }) => [() => edits.addSamples({ survey, count: 2, set: {} })],
  'remove-samples': ({ handlers: { edits }, samples }) => [() => edits.removeSamples({ samples })],
  'add-survey': ({ handlers: { edits } }) => [() => edits.addSurvey({ name: 'South Bay' })],
  'edit-survey': ({ handlers: { edits }, survey }) => [() => edits.editSurvey({ survey, set: { depth: 3 } })],
  'remove-survey': ({ handlers: { edits }, survey }) => [() => edits.removeSurvey({ survey })],
  'add-site': ({ handlers: { edits } }) => [() => edits.addSite({ name: 'Kiel' })],
  'edit-site': ({ handlers: { edits } }) => [
    () => edits.addSite({ name: 'Kiel' }),
    () => edits.editSite({ site: 1, set: { region: 'Baltic' } }),
  ],
  'remove-site': ({ handlers: { edits } }) => [
    () => edits.addSite({ name: 'Kiel' }),
    () => edits.removeSite({ site: 1 }),
  ],
  'turn-photos': ({ handlers: { edits }, photos }) => [() => edits.turnPhotos({ photos, by: 90 })],
  'scale-photos': ({ handlers: { edits }, photos }) => [
    () => edits.scalePhotos({ photos, by: 'photo', scale: { umPerPixel: 2, source: 'typed' } }),
  ],
  'order-photos': ({ handlers: { edits }, photos: [, second = noId] }) => [
    () => edits.placePhotos({ sample: sampleIdOf(1), photos: [second] }),
  ],
  'move-photos': ({ handlers: { edits }, photos: [first = noId] }) => [
    () => edits.placePhotos({ sample: sampleIdOf(2), photos: [first] }),
  ],
  'split-sample': ({ handlers: { edits }, photos: [first = noId] }) => [
    () => edits.splitSample({ photos: [first] }),
  ],
  'merge-samples': ({ handlers: { edits } }) => [
    () => edits.mergeSamples({ into: sampleIdOf(1), from: [sampleIdOf(2)], set: {} }),
  ],
  'merge-lab': ({ handlers: { merge }, events }) => [
    async () => {
      const ended = jobEnded(events);
      await merge.start(mergeOptionsSchema.parse({ source: otherLab() }));
      await ended;
    },
  ],
  'add-photos': ({ handlers: { catalogue }, survey }) => [
    async () =>
      catalogue.addPicture({
        bytes: new Uint8Array(await randomPhoto(1)),
        name: 'pasted.jpg',
        to: { survey },
      }),
  ],
  import: ({ handlers: { catalogue }, events }) => [
    async () => {
      const directory = temporaryFolder();
      await writeTree(directory, { 'plastic/a.jpg': await randomPhoto(1) });
      const ended = jobEnded(events);
      await catalogue.import(importOptionsSchema.parse({ directory }));
      await ended;
    },
  ],
  'remove-photos': ({ handlers: { edits }, photos }) => [() => edits.removePhotos({ photos })],
  keep: ({ handlers: { bench }, survey }) => [
    async () => {
      const photos = [{ bytes: new Uint8Array(await randomPhoto(2)), camera: null }];
      await bench.keep({ model: 1, to: { survey }, class: null, photos, session: null });
    },
  ],
  'restore-photos': ({ handlers: { edits }, photos: ids }) => [
    () => edits.removePhotos({ photos: ids }),
    () => edits.restore({ kind: 'photo', ids }),
  ],
  'restore-samples': ({ handlers: { edits }, samples: ids }) => [
    () => edits.removeSamples({ samples: ids }),
    () => edits.restore({ kind: 'sample', ids }),
  ],
  'restore-surveys': ({ handlers: { edits }, survey }) => [
    () => edits.removeSurvey({ survey }),
    () => edits.restore({ kind: 'survey', ids: [survey] }),
  ],
  'restore-sites': ({ handlers: { edits } }) => [
    () => edits.addSite({ name: 'Kiel' }),
    () => edits.removeSite({ site: 1 }),
    () => edits.restore({ kind: 'site', ids: [1] }),
  ],
  'restore-trays': (running) => [
    () => addTray(running),
    () => running.handlers.trays.remove({ trays: [1] }),
    () => running.handlers.edits.restore({ kind: 'tray', ids: [1] }),
  ],
  'add-trays': (running) => [() => addTray(running)],
  'edit-trays': (running) => [
    () => addTray(running),
    () => running.handlers.trays.edit({ trays: [1], set: { role: 'blank' } }),
  ],
  'remove-trays': (running) => [() => addTray(running), () => running.handlers.trays.remove({ trays: [1] })],
  'import-annotations': ({ handlers: { trays }, survey }) => [
    async () => {
      const directory = temporaryFolder();
      await writeTree(directory, {
        'images/a.jpg': await randomPhoto(4),
        'labels/a.txt': '0 0.5 0.5 0.2 0.2',
      });
      await trays.importAnnotations({ survey, directory, state: 'proposed' });
    },
  ],
  'promote-detections': (running) => [
    () => addTray(running),
    () => drawOnTray(running),
    () => running.handlers.trays.promote({ detections: [1] }),
  ],
  'draw-detection': (running) => [() => addTray(running), () => drawOnTray(running)],
  'propose-detections': (running) => [
    () => addDisc(running),
    () => running.handlers.trays.find({ tray: 1, settings: defaultFindingSettings }),
  ],
  'edit-detections': (running) => [
    () => addTray(running),
    () => drawOnTray(running),
    () => running.handlers.trays.editDetections({ detections: [1], set: { state: 'rejected' } }),
  ],
  'classify-detections': (running) => [
    () => addTray(running),
    () => drawOnTray(running),
    () => running.handlers.trays.classify({ trays: [1], model: 1 }),
  ],
  'cut-detection': (running) => [
    () => addTray(running),
    () => drawOnTray(running),
    () => running.handlers.trays.cut({ detection: 1, line: cutLine }),
  ],
  'merge-detections': (running) => [
    () => addTray(running),
    () => drawOnTray(running),
    () => running.handlers.trays.cut({ detection: 1, line: cutLine }),
    () => running.handlers.trays.merge({ detections: [2, 3] }),
  ],
  'trust-model': ({ handlers: { trust } }) => [() => trust.setTarget({ model: 1, target: 0.9 })],
  'rename-class': ({ handlers: { edits }, classes }) => [
    () => edits.renameClass({ class: classes[0], name: 'polymer' }),
  ],
  'add-class': ({ handlers: { edits } }) => [() => edits.addClass({ name: 'foam' })],
  'merge-classes': ({ handlers: { edits }, classes: [from, into] }) => [
    () => edits.mergeClasses({ from, into }),
  ],
  'delete-class': ({ handlers: { edits }, classes }) => [() => edits.deleteClass({ class: classes[0] })],
  'order-classes': ({ handlers: { edits }, classes }) => [
    () => edits.orderClasses({ classes: classes.toReversed() }),
  ],
  'class-look': ({ handlers: { edits }, classes }) => [
    () => edits.setClassLook({ class: classes[0], set: { colour: 'pink', key: 7 } }),
  ],
  'save-profile': ({ handlers: { edits } }) => [() => edits.saveProfile({ name: '4x', umPerPixel: 2 })],
  'rename-profile': ({ handlers: { edits } }) => [
    () => edits.saveProfile({ name: '4x', umPerPixel: 2 }),
    () => edits.renameProfile({ profile: 1, name: 'four' }),
  ],
  'remove-profile': ({ handlers: { edits } }) => [
    () => edits.saveProfile({ name: '4x', umPerPixel: 2 }),
    () => edits.removeProfile({ profile: 1 }),
  ],
  'edit-model': ({ handlers: { edits } }) => [() => edits.editModel({ model: 1, set: { notes: 'good' } })],
  'use-model': ({ handlers: { edits } }) => [
    () => edits.retireModel({ model: 1, retired: true }),
    () => edits.useModel({ model: 1 }),
  ],
  'decline-model': ({ handlers: { edits } }) => [() => edits.declineModel({ model: 1 })],
  'retire-model': ({ handlers: { edits } }) => [() => edits.retireModel({ model: 1, retired: true })],
  review: ({ handlers: { edits }, samples, classes }) => [() => edits.review({ samples, class: classes[0] })],
  'read-blind': ({ handlers: { edits }, classes }) => [
    () => edits.readBlind({ sample: sampleIdOf(1), class: classes[0] }),
  ],
};

test.each(Object.keys(editTopics) as EditKind[])(
  '%s: the same is announced done, undone and done again',
  async (kind) => {
    const opened = await host();
    const { edits } = opened.handlers;
    let heard: unknown[] = [];
    opened.events.onAny((name, payload) => {
      if (name === 'lab.changed') heard.push(payload);
    });
    const said = async (step: () => unknown): Promise<unknown[]> => {
      heard = [];
      await step();
      return heard;
    };
    const made = steps[kind](opened);
    for (const before of made.slice(0, -1)) await before();
    const done = await said(made.at(-1) ?? (() => undefined));
    expect(done).toEqual(editTopics[kind].map((topic) => ({ topic })));
    expect((await edits.state(undefined)).undo?.kind).toBe(kind);
    expect(await said(() => edits.undo(undefined))).toEqual(done);
    expect(await said(() => edits.redo(undefined))).toEqual(done);
  },
);

test('a step that changes nothing is announced by nobody', async () => {
  const { handlers, events, survey } = await host();
  const heard: string[] = [];
  events.onAny((name) => heard.push(name));
  await handlers.edits.editSurvey({ survey, set: { name: 'North Bay' } });
  expect(heard).toEqual([]);
});
