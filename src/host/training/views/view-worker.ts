/** A worker thread of the view pool: is asked for one photo's views at a time. */
import { Piscina } from 'piscina';
import { toWireError } from '#shared/errors.ts';
import { packedBytes } from '#host/onnx/tensor.ts';
import { ViewMaker } from './view-maker.ts';
import type { ViewAnswer, ViewTask, ViewWorkerData } from './view-pool.ts';

const { rules, cacheBytes } = Piscina.workerData as ViewWorkerData;
const maker = new ViewMaker(rules, cacheBytes);

/** Its memory goes over to whoever asked; nothing is copied. */
export async function makeViews({ file, views }: ViewTask): Promise<ViewAnswer> {
  try {
    return Piscina.move(packedBytes(await maker.views(file, views))) as unknown as Uint8Array;
  } catch (error) {
    return { error: toWireError(error) };
  }
}
