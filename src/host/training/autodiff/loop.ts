import { create } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorShapeProto_DimensionSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '#host/onnx/generated/onnx_pb.js';
import { graphOf } from '#host/onnx/model-io.ts';
import type { TrainingGraph } from './training-graph.ts';

/** Several steps as one ONNX model: what each step is fed lies side by side, [steps, ...], and so does what it puts out. */
export interface LoopedSteps {
  readonly model: ModelProto;
  /** Name of the input that says how many steps, an int64 scalar. */
  readonly count: string;
  /** Name of the input or output that holds one of the step's for every step. */
  readonly every: (name: string) => string;
  /** Names of the input and the output of a value of the state: before the first step and after the last. */
  readonly before: (name: string) => string;
  readonly after: (name: string) => string;
}

/**
 * Wraps a training step as the body of a Loop. Where a provider's tensors come back to the processor after every run (CUDA,
 * DirectML), the state then travels once for several steps.
 */
export function loopedSteps({ model, state, outputs }: TrainingGraph): LoopedSteps {
  const step = graphOf(model);
  const count = 'loop.count';
  const every = (name: string): string => `every.${name}`;
  const before = (name: string): string => `before.${name}`;
  const after = (name: string): string => `after.${name}`;
  const carried = new Set(state.map(({ name }) => name));
  const inputOf = new Map(step.input.map((input) => [input.name, input]));
  const outputOf = new Map(step.output.map((output) => [output.name, output]));
  const fed = step.input.filter(({ name }) => !carried.has(name));
  const told = [outputs.loss, outputs.logits];
  const carriedInputs = state.map(({ name }) => found(inputOf, name));
  const body = create(GraphProtoSchema, {
    ...step,
    name: 'step',
    node: [
      ...fed.map(({ name }) => node('Gather', [every(name), 'loop.iteration'], [name])),
      ...step.node,
      node('Identity', ['loop.goes'], ['loop.goes.on']),
    ],
    input: [scalar('loop.iteration', int64), scalar('loop.goes', bool), ...carriedInputs],
    output: [
      scalar('loop.goes.on', bool),
      ...state.map(({ next }) => found(outputOf, next)),
      ...told.map((name) => found(outputOf, name)),
    ],
  });
  const outer = create(GraphProtoSchema, {
    name: 'steps',
    node: [
      create(NodeProtoSchema, {
        opType: 'Loop',
        name: 'loop',
        // Without a condition: it ends after so many steps.
        input: [count, '', ...state.map(({ name }) => before(name))],
        output: [...state.map(({ name }) => after(name)), ...told.map(every)],
        attribute: [bodyOf(body)],
      }),
    ],
    input: [
      scalar(count, int64),
      ...fed.map((input) => perStep(input, every(input.name))),
      ...carriedInputs.map((input) => ({ ...input, name: before(input.name) })),
    ],
    output: [
      ...carriedInputs.map((input) => ({ ...input, name: after(input.name) })),
      ...told.map((name) => perStep(found(outputOf, name), every(name))),
    ],
  });
  return { model: { ...model, graph: outer }, count, every, before, after };
}

const int64 = TensorProto_DataType.INT64;
const bool = TensorProto_DataType.BOOL;

function found(values: ReadonlyMap<string, ValueInfoProto>, name: string): ValueInfoProto {
  const value = values.get(name);
  if (value === undefined) throw new RangeError(`the training step has no ${name}`);
  return value;
}

function node(opType: string, input: string[], output: string[]): NodeProto {
  return create(NodeProtoSchema, { opType, name: output[0] ?? '', input, output });
}

function bodyOf(g: GraphProto): NodeProto['attribute'][number] {
  return create(AttributeProtoSchema, { name: 'body', type: AttributeProto_AttributeType.GRAPH, g });
}

function scalar(name: string, elemType: number): ValueInfoProto {
  const type = { value: { case: 'tensorType' as const, value: { elemType, shape: { dim: [] } } } };
  return create(ValueInfoProtoSchema, { name, type });
}

/** The same value for every step: one more axis, of any size, before the others. */
function perStep(value: ValueInfoProto, name: string): ValueInfoProto {
  const tensor = value.type?.value;
  if (tensor?.case !== 'tensorType') throw new RangeError(`${value.name} is no tensor`);
  const steps = create(TensorShapeProto_DimensionSchema, { value: { case: 'dimParam', value: 'steps' } });
  const { elemType, shape } = tensor.value;
  const dim = [steps, ...(shape?.dim ?? [])];
  const type = { value: { case: 'tensorType' as const, value: { elemType, shape: { dim } } } };
  return create(ValueInfoProtoSchema, { name, type });
}
