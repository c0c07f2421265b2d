import { StrandlineError } from '#shared/errors.ts';
import {
  type AttributeProto,
  type ModelProto,
  type TensorProto,
  TensorProto_DataLocation,
} from './generated/onnx_pb.js';
import { graphOf } from './model-io.ts';

/**
 * Refuses a model file that is more than one network and its numbers: one whose numbers lie in other files, which it could
 * point anywhere, and one with loops or functions of its own, whose end nobody knows before they run.
 *
 * @throws StrandlineError `not-a-model`.
 */
export function refuseMoreThanData(model: ModelProto, file: string): void {
  const { node, initializer, sparseInitializer } = graphOf(model);
  const attributes = node.flatMap(({ attribute }) => attribute);
  const tensors = [
    ...initializer,
    ...sparseInitializer.flatMap(({ values, indices }) => [values, indices]),
    ...attributes.flatMap(({ t, tensors: several }) => [t, ...several]),
  ];
  if (tensors.some(isElsewhere))
    throw refused(file, 'its numbers lie in another file. Export it as one file');
  if (model.functions.length > 0 || attributes.some(hasGraph))
    throw refused(file, 'it has loops or branches, which no model of Strandline has');
}

function isElsewhere(tensor: TensorProto | undefined): boolean {
  return (
    tensor !== undefined &&
    (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0)
  );
}

function hasGraph({ g, graphs }: AttributeProto): boolean {
  return g !== undefined || graphs.length > 0;
}

function refused(file: string, reason: string): StrandlineError {
  return new StrandlineError('not-a-model', `The model ${file} cannot be used: ${reason}.`, { file });
}
