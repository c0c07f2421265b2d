/** A worker thread that renders samples of the demo. */
import { type PlannedSample, demoNoise, renderDemoSample } from '#demo/render-demo-photos.ts';
import { toWireError } from '#shared/errors.ts';
import type { RenderAnswer } from './render-in-threads.ts';

const noises = new Map<number, ReturnType<typeof demoNoise>>();

export async function renderSample(planned: PlannedSample): Promise<RenderAnswer> {
  try {
    const noise = noises.get(planned.seed) ?? demoNoise(planned.seed);
    noises.set(planned.seed, noise);
    return { sample: await renderDemoSample(planned, noise) };
  } catch (error) {
    return { error: toWireError(error) };
  }
}
