import { availableParallelism, cpus } from 'node:os';
import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type ModelProto, ModelProtoSchema } from './generated/onnx_pb.js';
import { pixelInput } from './pixel-input.ts';
import { silenceTelemetry } from './telemetry.ts';
import { type FloatTensor, rowsOf } from './tensor.ts';

/**
 * Opens a network to be run: the one place that starts onnxruntime.
 *
 * @param network as a value, the bytes of its file, or the file's path.
 * @throws Error in onnxruntime's words where it cannot be run.
 */
export function openSession(
  network: ModelProto | Uint8Array | string,
  options: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  silenceTelemetry();
  // Its warnings are about graphs that others wrote; what goes wrong is thrown.
  const threads = threadsFor(availableParallelism(), cpus().length);
  const settings = {
    logSeverityLevel: 3,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...options,
  } as const;
  if (typeof network === 'string') return InferenceSession.create(network, settings);
  const bytes = network instanceof Uint8Array ? network : toBinary(ModelProtoSchema, network);
  return InferenceSession.create(bytes, settings);
}

/**
 * Threads that a session is told to take. By itself onnxruntime takes one per core of the computer and holds each to its core,
 * also where this process may use a part of them (a container, an affinity): 24 threads on two cores make a training step 2
 * to 30 times slower.
 *
 * @param available cores that this process may use.
 * @param all of the computer.
 * @returns undefined where it may use all of them: onnxruntime knows which are whole cores.
 */
export function threadsFor(available: number, all: number): number | undefined {
  return available < all ? available : undefined;
}

/**
 * Runs a network on images.
 *
 * @param images [n, 3, side, side].
 * @param outputs names of the outputs that are wanted; those that are no floats, or not there, are left out.
 */
export async function runOnImages(
  session: InferenceSession,
  images: Float32Array,
  side: number,
  outputs: readonly string[],
): Promise<Map<string, FloatTensor>> {
  const [input = 'input'] = session.inputNames;
  const feeds = { [input]: new Tensor(images, [images.length / (3 * side * side), 3, side, side]) };
  const wanted = outputs.filter((name) => session.outputNames.includes(name));
  const result = await session.run(feeds, wanted);
  return new Map(
    Object.entries(result).flatMap(([name, { data, dims }]): [string, FloatTensor][] =>
      data instanceof Float32Array ? [[name, { dims, data }]] : [],
    ),
  );
}

/**
 * One output [n, c] of a network on photos.
 *
 * @param network opened from one that `withPixelInput` has made.
 * @param pixels [n, side, side, 3].
 * @returns one row of c numbers per photo.
 */
export async function outputRows(
  network: InferenceSession,
  pixels: Uint8Array,
  side: number,
  output: string,
): Promise<Float32Array[]> {
  const n = pixels.length / (3 * side * side);
  const result = await network.run({ [pixelInput]: new Tensor('uint8', pixels, [n, side, side, 3]) }, [
    output,
  ]);
  const data = result[output]?.data;
  if (!(data instanceof Float32Array)) throw new TypeError(`the network gave no ${output}`);
  return rowsOf(data, n);
}
