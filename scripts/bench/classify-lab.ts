import { readdir, rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { quantile } from 'simple-statistics';
import sharp from 'sharp';
import { type ForkedHost, forkHost } from '#host/server/fork-host.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import { fromWireError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';

type Api = ClientOf<typeof contract>;

const frames = 150;
const warmUp = 5;
/** As many as are left unseen, at most half a minute of camera. */
const cameraPhotos = 30;
const framesEach = 30;
const camera = { width: 640, height: 480 };

/** Of one frame over the contract, from the window's side, in milliseconds. */
export interface PredictTimes {
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
  /** Share of all cores that were busy meanwhile, with everything else on this computer. */
  readonly busy: number;
}

export interface LabReport {
  readonly alone: PredictTimes;
  readonly training: PredictTimes;
}

/** A lab of rendered fragments with a trained model, behind a host process of its own as the window has it. */
export class BenchLab {
  readonly #host: ForkedHost = forkHost();
  readonly #api: Api = createClient(contract, this.#host.connection);

  /** Makes the lab and trains the embedded backbone's head. @param directory of the lab, not there yet. */
  async make(directory: string): Promise<void> {
    await this.#host.connection.ready;
    const { job } = await this.#api.demo.create({ directory });
    await this.#ended(job);
    await this.#api.splits.create({});
    const training = await this.#api.runs.start({ strategy: 'frozen', views: 1 });
    await this.#ended(training.job);
  }

  /**
   * A film for the camera: fragments that the lab has not seen, a second each, moved a little from frame to frame so that no
   * two frames are the same.
   */
  async film(file: string): Promise<void> {
    const frames: Buffer[] = [];
    for (const path of await this.#strangers()) {
      const room = 40;
      const large = await sharp(path)
        .resize(camera.width + room, camera.height + room, { fit: 'cover' })
        .png({ compressionLevel: 0 })
        .toBuffer();
      for (let frame = 0; frame < framesEach; frame += 1)
        frames.push(
          await sharp(large)
            .extract({ left: frame, top: room - frame, ...camera })
            .jpeg({ quality: 90 })
            .toBuffer(),
        );
    }
    await writeFile(file, Buffer.concat(frames));
  }

  /** One frame after the other, by themselves and while all layers are trained in the same lab. */
  async measure(): Promise<LabReport> {
    const { model } = await this.#api.bench.open({});
    const [path] = await this.#strangers();
    const side = camera.height;
    const rgb = await sharp(path).resize(side, side).removeAlpha().raw().toBuffer();
    const frame = { width: side, height: side, rgb: new Uint8Array(rgb) };
    const timed = (): Promise<PredictTimes> => predictTimes(() => this.#api.bench.predict({ model, frame }));
    const alone = await timed();
    const { job } = await this.#api.runs.start({
      strategy: 'fine-tune',
      epochs: 100,
      patience: 0,
      device: 'cpu',
    });
    await this.#until(job, ({ progress }) => progress?.unit === 'epochs' || (progress?.done ?? 0) > 0);
    const training = await timed();
    const { state } = await this.#api.jobs.get({ job });
    if (state !== 'running') throw new Error(`the training was ${state} before the frames were through`);
    await this.#api.jobs.cancel({ job });
    await this.#until(job, ({ endedAt }) => endedAt !== null);
    return { alone, training };
  }

  async close(): Promise<void> {
    await this.#api.lab.close();
    this.#host.child.kill();
    const rendered = await this.#rendered;
    if (rendered !== undefined) await rm(rendered.directory, { recursive: true });
  }

  #rendered: Promise<{ directory: string }> | undefined;

  /** Photos of fragments that are not in the lab. */
  async #strangers(): Promise<string[]> {
    const { directory } = await (this.#rendered ??= this.#api.demo.renderStrangers());
    const files = await readdir(directory, { recursive: true });
    return files
      .filter((file) => file.endsWith('.jpg'))
      .sort()
      .slice(0, cameraPhotos)
      .map((file) => join(directory, file));
  }

  async #ended(job: number): Promise<void> {
    const { error } = await this.#until(job, ({ endedAt }) => endedAt !== null);
    if (error !== null) throw fromWireError(error);
  }

  async #until(id: number, is: (job: Job) => boolean): Promise<Job> {
    const found = Promise.withResolvers<Job>();
    const check = (job: Job): void => {
      if (job.id === id && (is(job) || job.endedAt !== null)) found.resolve(job);
    };
    const unsubscribe = this.#api.jobs.onChanged(check);
    check(await this.#api.jobs.get({ job: id }));
    return found.promise.finally(unsubscribe);
  }
}

async function predictTimes(predict: () => Promise<unknown>): Promise<PredictTimes> {
  const samples: number[] = [];
  for (let round = 0; round < warmUp; round += 1) await predict();
  const before = cpuTimes();
  for (let round = 0; round < frames; round += 1) {
    const started = performance.now();
    await predict();
    samples.push(performance.now() - started);
  }
  const after = cpuTimes();
  return {
    p50: quantile(samples, 0.5),
    p95: quantile(samples, 0.95),
    worst: Math.max(...samples),
    busy: 1 - (after.idle - before.idle) / (after.all - before.all),
  };
}

/** Of all cores together since the computer was started, in milliseconds. */
function cpuTimes(): { idle: number; all: number } {
  const times = cpus().map((core) => core.times);
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { idle: times.reduce((sum, { idle }) => sum + idle, 0), all };
}
