import { Tensor } from 'onnxruntime-node';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel } from '#host/onnx/model-io.ts';
import { openSession } from '#host/onnx/session.ts';
import { packed, rowsOf } from '#host/onnx/tensor.ts';

/**
 * How far photos are apart, all from all: half the squared distances of their signatures. A matrix product, so onnxruntime
 * computes it.
 *
 * @param signatures as `signatureOf` gives them.
 * @returns one row per photo.
 */
export async function distancesAmong(signatures: readonly Float32Array[]): Promise<Float32Array[]> {
  const [first] = signatures;
  if (first === undefined) return [];
  const graph = new GraphBuilder();
  const x = graph.input('signatures', ['n', first.length]);
  graph.output(graph.node('Gemm', [x, x], { transB: { int: 1 } }, 'products'), ['n', 'n']);
  const session = await openSession(makeModel(graph.build('distances')));
  try {
    const input = new Tensor(packed(signatures), [signatures.length, first.length]);
    const { products } = await session.run({ signatures: input });
    const data = (products?.data ?? new Float32Array()) as Float32Array;
    const halves = signatures.map((_, place) => (data[place * (signatures.length + 1)] ?? 0) / 2);
    return rowsOf(data, signatures.length).map((row, place) =>
      row.map((product, other) => Math.max(0, (halves[place] ?? 0) + (halves[other] ?? 0) - product)),
    );
  } finally {
    await session.release();
  }
}
