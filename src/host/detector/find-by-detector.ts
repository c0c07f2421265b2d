import type { InferenceSession } from 'onnxruntime-node';
import { type Box, type FoundBox, scaledBox } from '#shared/trays/box.ts';
import { type ScoredTray, scoreTrays } from '#shared/trays/score-boxes.ts';
import type { DetectorReport } from '#shared/trays/detector-report.ts';
import { StrandlineError } from '#shared/errors.ts';
import { openSparingly } from '#host/training/engine/sparing-session.ts';
import type { AnnotatedPicture, DetectorHooks, Findings } from './detector.ts';
import { type Detector, heatOutput } from './detector-file.ts';
import { featureMap } from './feature-network.ts';
import { bothFinders, cropsOf, fusedFindings, patchesIn, runOnPicture } from './finders.ts';
import { groundOf, isUnseen } from './ground.ts';
import { type CountedPicture, readWorkingPicture } from './working-picture.ts';

/** A detector that is ready to look at pictures. */
export class LoadedDetector {
  readonly #detector: Detector;
  readonly #session: InferenceSession;

  private constructor(detector: Detector, session: InferenceSession) {
    this.#detector = detector;
    this.#session = session;
  }

  /** @throws StrandlineError `not-a-model` where its network cannot be run. */
  static async load(detector: Detector): Promise<LoadedDetector> {
    try {
      return new LoadedDetector(detector, await openSparingly(detector.network, 'cpu'));
    } catch (error) {
      throw new StrandlineError('not-a-model', 'The detector’s network cannot be run.', {}, error);
    }
  }

  /** @throws StrandlineError `photo-unreadable`, `not-a-model`. */
  async find(picture: CountedPicture): Promise<Findings> {
    const { boxes, unseenBackground } = await this.everything(picture);
    const { fused } = this.#detector.info.thresholds;
    return { boxes: boxes.filter(({ score }) => score >= fused), unseenBackground };
  }

  /** The same with what lies below the threshold too, for curves. */
  async everything(counted: CountedPicture): Promise<Findings> {
    const { info, classifier, grounds } = this.#detector;
    const picture = await readWorkingPicture(counted, info.side);
    const result = await runOnPicture(this.#session, picture);
    const [map, heat] = [result.get(featureMap), result.get(heatOutput)];
    if (map === undefined || heat === undefined)
      throw new StrandlineError('not-a-model', 'The detector’s network gives no heat map.');
    const both = bothFinders(picture, heat, cropsOf(patchesIn(picture), map, info.margin), classifier);
    const boxes = fusedFindings(both, info.thresholds).map((box) => scaledBox(box, 1 / picture.scale));
    return { boxes, unseenBackground: isUnseen(grounds, groundOf(map)) };
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/**
 * What a detector finds in one picture. Who looks at many loads it once, see {@link LoadedDetector}.
 *
 * @throws StrandlineError `photo-unreadable`, `not-a-model`.
 */
export async function findByDetector(detector: Detector, file: string): Promise<Findings> {
  const loaded = await LoadedDetector.load(detector);
  try {
    return await loaded.find({ file });
  } finally {
    await loaded.release();
  }
}

/**
 * What a detector does on trays that its training has not seen.
 *
 * @throws StrandlineError `photo-unreadable`, `not-a-model`; the reason of `signal` once it is aborted.
 */
export async function evaluateDetector(
  detector: Detector,
  pictures: readonly AnnotatedPicture[],
  { signal, onProgress }: DetectorHooks,
): Promise<DetectorReport> {
  const started = performance.now();
  const loaded = await LoadedDetector.load(detector);
  try {
    const trays: ScoredTray[] = [];
    for (const picture of pictures) {
      const { name, boxes } = picture;
      signal.throwIfAborted();
      const found: readonly FoundBox[] = (await loaded.everything(picture)).boxes;
      trays.push({ name, truth: boxes satisfies readonly Box[], found });
      onProgress({ phase: 'Looking at trays', done: trays.length, total: pictures.length, unit: 'trays' });
    }
    const seconds = (performance.now() - started) / 1000;
    return scoreTrays(trays, { threshold: detector.info.thresholds.fused, by: 'held-trays', seconds });
  } finally {
    await loaded.release();
  }
}
