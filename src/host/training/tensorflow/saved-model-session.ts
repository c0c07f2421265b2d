import type { FloatTensor } from '#host/onnx/tensor.ts';
import type { Tfjs, TfjsModel, TfjsTensor } from './binding/tfjs-package.ts';
import { tensorFlowError } from './failures.ts';
import type { Feed, GraphSession } from './graph-session.ts';

/**
 * Loads every signature of a SavedModel; they share one session, and so their variables.
 *
 * @param folder may be removed afterwards.
 * @throws whatever the package throws.
 */
export async function openSignatures(tfjs: Tfjs, folder: string): Promise<GraphSession> {
  const [metaGraph] = await tfjs.node.getMetaGraphsFromSavedModel(folder);
  const models = new Map<string, TfjsModel>();
  for (const name of Object.keys(metaGraph?.signatureDefs ?? {}))
    models.set(name, await tfjs.node.loadSavedModel(folder, ['serve'], name));
  return {
    run: (signature, feeds) => {
      const model = models.get(signature);
      if (model === undefined) throw new RangeError(`the graph has no signature ${signature}`);
      try {
        return run(tfjs, model, feeds);
      } catch (error) {
        throw tensorFlowError(error);
      }
    },
    release: () => {
      for (const model of models.values()) model.dispose();
      models.clear();
    },
  };
}

/** Whatever happens, no tensor of the run is left. */
function run(tfjs: Tfjs, model: TfjsModel, feeds: ReadonlyMap<string, Feed>): Map<string, FloatTensor> {
  const made: TfjsTensor[] = [];
  try {
    const inputs: Record<string, TfjsTensor> = {};
    for (const [name, { dims, data }] of feeds) made.push((inputs[name] = tfjs.tensor(data, dims)));
    const outputs = Object.entries(model.predict(inputs));
    made.push(...outputs.map(([, tensor]) => tensor));
    return new Map(outputs.map(([name, tensor]) => [name, floatsOf(name, tensor)]));
  } finally {
    for (const tensor of made) tensor.dispose();
  }
}

function floatsOf(name: string, tensor: TfjsTensor): FloatTensor {
  const data = tensor.dataSync();
  if (!(data instanceof Float32Array)) throw new TypeError(`the output ${name} is not of float32`);
  return { dims: tensor.shape, data };
}
