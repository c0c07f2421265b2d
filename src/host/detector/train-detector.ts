import { openSparingly } from '#host/training/engine/sparing-session.ts';
import { Tensor } from 'onnxruntime-node';
import { StrandlineError } from '#shared/errors.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { type Box, type FoundBox, areaOf, scaledBox } from '#shared/trays/box.ts';
import { foldsOf } from '#shared/trays/folds.ts';
import { type ScoredTray, bestThreshold, scoreTrays } from '#shared/trays/score-boxes.ts';
import { softwareVersion } from '#shared/version.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import { efficientNetLiteNormalisation } from '#host/training/backbones/efficientnet-lite.ts';
import { type Backbone, findBackbone, readBackboneNetwork } from '#host/training/backbones/registry.ts';
import { type Tap, tapsOf } from './backbone-taps.ts';
import { type CropClassifier, type Crops, trainCropClassifier } from './crop-classifier.ts';
import type { AnnotatedPicture, DetectorHooks, TrainDetectorOptions, TrainedDetector } from './detector.ts';
import { type DetectorInfo, withHeads, writeDetector } from './detector-file.ts';
import { featureMap, featureNetwork, fittedReduction, tapNetwork, tapRows } from './feature-network.ts';
import {
  type BothFinders,
  type Thresholds,
  bothFinders,
  cropsOf,
  fusedFindings,
  patchesIn,
  runOnPicture,
} from './finders.ts';
import { groundOf, groundsOf } from './ground.ts';
import { type HeadWeights, headNetwork, trainHeatHead } from './heat-head.ts';
import { heatTargets } from './heat-map.ts';
import { joinedClassifiers } from './joined-classifiers.ts';
import { learntMargin } from './margin.ts';
import type { Proposal } from './proposals.ts';
import { type AnnotatedView, readViews, sidesOf } from './working-picture.ts';

/** Fewer pictures cannot be parted into folds that say anything. */
export const fewestPictures = 4;
const folds = 4;
/**
 * Steps of a fold. More overfit, the sooner the fewer pictures there are: of the heat map's on 20 pictures 240 find as much as
 * 350, and 1,200 less; on 100 pictures 1,050 find a third more than 350, and 2,100 hardly more than that.
 */
const effortFor = (pictures: number): NonNullable<TrainDetectorOptions['effort']> => ({
  heatSteps: Math.min(1500, 300 + 9 * Math.max(0, pictures - 20)),
  cropSteps: Math.min(2000, 400 + 5 * Math.max(0, pictures - 20)),
});
/** Views of a picture: the fewer there are, the more each has to give; their maps lie in memory together. */
const viewsFor = (pictures: number): number => (pictures <= 40 ? 3 : pictures <= 150 ? 2 : 1);
/** Pictures that the reduction and the margin are fitted to; more change nothing. */
const fittedPictures = 30;
/** The crop classifier sees this many views of each picture. */
const cropViews = 2;

/** A view, and where fragments may lie in it; undefined where the crop classifier does not see it. */
interface SeenView {
  readonly view: AnnotatedView;
  readonly patches: readonly Proposal[] | undefined;
}

/** One view as the finders are trained on it. */
interface Example {
  readonly picture: number;
  readonly isPlain: boolean;
  readonly view: AnnotatedView;
  readonly map: FloatTensor;
  readonly crops: Crops | undefined;
}

interface Training {
  readonly heatSteps: number;
  readonly cropSteps: number;
  readonly onStep: () => void;
}

interface Fitted {
  readonly head: HeadWeights;
  readonly classifier: CropClassifier;
}

/**
 * Trains a detector on annotated pictures: a heat map's head and a classifier of patches on frozen feature maps, once without
 * each fold, whose pictures then say where the thresholds are and how good it is. A detector is the mean of its folds.
 *
 * @throws StrandlineError `bad-argument` for too few pictures, `photo-unreadable`, `diverged`, `disk-full`; the reason of
 *   `signal` once it is aborted.
 */
export async function trainDetector(
  pictures: readonly AnnotatedPicture[],
  { out, name = '', seed = 0, effort = effortFor(pictures.length) }: TrainDetectorOptions,
  hooks: DetectorHooks,
): Promise<TrainedDetector> {
  refuseFew(pictures);
  const started = performance.now();
  const backbone = findBackbone(embeddedBackbone);
  const network = readBackboneNetwork(backbone.file);
  const taps = tapsOf(network);
  const side = await sideFor(pictures);
  const views = await viewsOf(pictures, side, seed, hooks);
  const plain = views.slice(0, fittedPictures).flatMap((ofPicture) => ofPicture.slice(0, 1));
  const margin = learntMargin(plain.map(({ view, patches = [] }) => ({ patches, boxes: view.boxes })));
  const features = await fittedFeatures(network, taps, plain, seed);
  const examples = await examplesOf(features, views, margin, hooks);
  const training: Training = { ...effort, onStep: stepsOf(hooks, effort) };
  const foldOf = foldsOf(pictures.length, folds, seed);
  const heads: HeadWeights[] = [];
  const classifiers: CropClassifier[] = [];
  const held: (BothFinders & { readonly picture: number; readonly view: AnnotatedView })[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const seen = examples.filter((one) => foldOf[one.picture] !== fold);
    const head = await headOf(seen, seed + fold + 1, training);
    const classifier = await classifierOf(seen, seed + fold + 1, training);
    heads.push(head);
    classifiers.push(classifier);
    for (const one of examples)
      if (one.isPlain && foldOf[one.picture] === fold)
        held.push({ ...(await foundBy({ head, classifier }, one)), picture: one.picture, view: one.view });
  }
  const { thresholds, trays } = thresholdsOf(pictures, held);
  const seconds = (performance.now() - started) / 1000;
  const report = scoreTrays(trays, { threshold: thresholds.fused, by: 'cross-validation', seconds });
  const grounds = groundsOf(examples.filter(({ isPlain }) => isPlain).map(({ map }) => groundOf(map)));
  const info = infoOf({
    name,
    pictures,
    backbone,
    taps,
    side,
    margin,
    classifiers: classifiers.length,
    thresholds,
    seed,
    report,
    groundLimit: grounds.limit,
  });
  writeDetector(out, {
    info,
    network: withHeads(features, heads),
    classifier: joinedClassifiers(classifiers),
    grounds,
  });
  return { file: out, report };
}

function refuseFew(pictures: readonly AnnotatedPicture[]): void {
  if (pictures.length < fewestPictures)
    throw new StrandlineError(
      'bad-argument',
      `A detector learns from ${fewestPictures} annotated pictures at least; there ${pictures.length === 1 ? 'is' : 'are'} ${pictures.length}. Review more trays, best about 20.`,
    );
  if (pictures.every(({ boxes }) => boxes.length === 0))
    throw new StrandlineError('bad-argument', 'There is no box in any of the pictures. Review trays first.');
}

/** Fragments of the usual size shall be so large, in working pixels: a few cells. */
const usualFragment = 28;
const sides = { least: 320, most: 1600 } as const;

/** The longer side of working pictures: where most fragments are a few cells large, and no picture is enlarged. */
async function sideFor(pictures: readonly AnnotatedPicture[]): Promise<number> {
  const seen = await Promise.all(pictures.map(({ file }) => sidesOf(file)));
  const longer = seen.map(({ width, height }) => Math.max(width, height));
  const shares = pictures
    .flatMap(({ boxes }, index) => boxes.map((box) => Math.sqrt(areaOf(box)) / (longer[index] ?? 1)))
    .sort((a, b) => a - b);
  const usual = shares[Math.floor(shares.length / 2)] ?? 1;
  const wanted = Math.min(usualFragment / usual, Math.max(...longer), sides.most);
  return Math.round(Math.max(sides.least, wanted));
}

async function viewsOf(
  pictures: readonly AnnotatedPicture[],
  side: number,
  seed: number,
  { signal, onProgress }: DetectorHooks,
): Promise<SeenView[][]> {
  const random = seededRandom(seed);
  const views: SeenView[][] = [];
  for (const picture of pictures) {
    signal.throwIfAborted();
    const ofPicture = await readViews(picture, side, viewsFor(pictures.length), random);
    views.push(
      ofPicture.map((view, index) => ({ view, patches: index < cropViews ? patchesIn(view) : undefined })),
    );
    onProgress({ phase: 'Reading trays', done: views.length, total: pictures.length, unit: 'trays' });
  }
  return views;
}

/** The backbone with its taps reduced to one map, fitted on the pictures. */
async function fittedFeatures(
  network: ModelProto,
  taps: readonly Tap[],
  plain: readonly SeenView[],
  seed: number,
): Promise<ModelProto> {
  const session = await openSparingly(tapNetwork(network, taps, efficientNetLiteNormalisation), 'cpu');
  const random = seededRandom(seed);
  const rows: Float32Array[] = [];
  try {
    for (const { view } of plain) {
      const maps = await runOnPicture(session, view);
      rows.push(
        ...tapRows(
          taps.flatMap(({ name }) => maps.get(name) ?? []),
          random,
        ),
      );
    }
  } finally {
    await session.release();
  }
  return featureNetwork(network, taps, efficientNetLiteNormalisation, fittedReduction(rows));
}

async function examplesOf(
  features: ModelProto,
  views: readonly (readonly SeenView[])[],
  margin: number,
  { signal, onProgress }: DetectorHooks,
): Promise<Example[]> {
  const session = await openSparingly(features, 'cpu');
  const examples: Example[] = [];
  try {
    for (const [picture, ofPicture] of views.entries()) {
      for (const [index, { view, patches }] of ofPicture.entries()) {
        signal.throwIfAborted();
        const map = (await runOnPicture(session, view)).get(featureMap);
        if (map === undefined) throw new TypeError('the backbone gave no feature map');
        const crops = patches && cropsOf(patches, map, margin);
        examples.push({ picture, isPlain: index === 0, view, map, crops });
      }
      onProgress({ phase: 'Looking at trays', done: picture + 1, total: views.length, unit: 'trays' });
    }
  } finally {
    await session.release();
  }
  return examples;
}

/** Tells of steps, and ends the training where it is cancelled. */
function stepsOf(
  { signal, onProgress }: DetectorHooks,
  { heatSteps, cropSteps }: Omit<Training, 'onStep'>,
): () => void {
  const total = folds * (heatSteps + cropSteps);
  let done = 0;
  return () => {
    signal.throwIfAborted();
    done += 1;
    if (done % 10 === 0) onProgress({ phase: 'Training', done, total, unit: 'steps' });
  };
}

function headOf(
  examples: readonly Example[],
  seed: number,
  { heatSteps, onStep }: Training,
): Promise<HeadWeights> {
  return trainHeatHead(
    examples.map(({ map, view }) => {
      const [, , height = 0, width = 0] = map.dims;
      return { map: map.data, targets: heatTargets(view.boxes, width, height) };
    }),
    { steps: heatSteps, seed, onStep },
  );
}

function classifierOf(
  examples: readonly Example[],
  seed: number,
  { cropSteps, onStep }: Training,
): Promise<CropClassifier> {
  return trainCropClassifier(
    examples.flatMap(({ crops, view }) => (crops === undefined ? [] : [{ ...crops, boxes: view.boxes }])),
    { steps: cropSteps, seed, onStep },
  );
}

async function foundBy({ head, classifier }: Fitted, { view, map, crops }: Example): Promise<BothFinders> {
  const session = await openSparingly(headNetwork(head), 'cpu');
  try {
    const { logits } = await session.run({ input: new Tensor('float32', map.data, [...map.dims]) });
    if (logits === undefined || crops === undefined) throw new TypeError('the head gave no heat map');
    const heat = { dims: logits.dims, data: logits.data as Float32Array };
    return bothFinders(view, heat, crops, classifier);
  } finally {
    await session.release();
  }
}

/** Where F1 is best on pictures that were held back; what was found in them then, by both finders together. */
function thresholdsOf(
  pictures: readonly AnnotatedPicture[],
  held: readonly (BothFinders & { readonly picture: number; readonly view: AnnotatedView })[],
): { readonly thresholds: Thresholds; readonly trays: readonly ScoredTray[] } {
  const traysWith = (find: (one: BothFinders) => readonly FoundBox[]): ScoredTray[] =>
    held.map((one) => ({
      name: pictures[one.picture]?.name ?? '',
      truth: pictures[one.picture]?.boxes ?? [],
      found: find(one).map((box) => scaledBox(box, 1 / one.view.scale)),
    }));
  const inside = (threshold: number): number => Math.min(0.999, Math.max(0.001, threshold));
  const at = {
    heat: inside(bestThreshold(traysWith(({ heat }) => heat))),
    crop: inside(bestThreshold(traysWith(({ crop }) => crop))),
  };
  const trays = traysWith((one) => fusedFindings(one, at));
  const marks = countsFrom.map((overlap) => bestThreshold(trays, overlap));
  return { thresholds: { ...at, fused: marks.reduce((sum, mark) => sum + mark / marks.length, 0) }, trays };
}

/**
 * Overlaps from which a box counts where the threshold is chosen. By 0.5 loose boxes count as wrong and too few are kept, by
 * 0.3 too many are: the threshold is the middle between both.
 */
const countsFrom = [0.3, 0.5] as const;

function infoOf({
  pictures,
  backbone: { name: backboneName, sha256 },
  taps,
  ...rest
}: Pick<
  DetectorInfo,
  'name' | 'side' | 'margin' | 'classifiers' | 'thresholds' | 'seed' | 'report' | 'groundLimit'
> & {
  readonly pictures: readonly { readonly boxes: readonly Box[] }[];
  readonly backbone: Backbone;
  readonly taps: readonly Tap[];
}): DetectorInfo {
  return {
    format: 3,
    kind: 'detector',
    backbone: { name: backboneName, sha256 },
    taps: taps.map(({ stride, channels }) => ({ stride, channels })),
    pictures: pictures.length,
    boxes: pictures.reduce((sum, { boxes }) => sum + boxes.length, 0),
    softwareVersion,
    createdAt: new Date().toISOString(),
    ...rest,
  };
}
