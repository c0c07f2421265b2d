import type { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { Dims, Operation } from './operation.ts';

/** What is known about values while a graph is read: sizes of all, contents of small constants. */
export interface Values {
  /** @throws RangeError for a value whose shape is not known. */
  readonly dims: (value: string) => Dims;
  /** A constant of integers (a shape, axes). @throws RangeError where it is computed while the graph runs. */
  readonly ints: (value: string) => readonly number[];
  /** A constant of one float. @throws RangeError where it is computed while the graph runs. */
  readonly scalar: (value: string) => number;
}

/** Where a rule writes: the graph, and what the device and the operator set allow. */
export interface Writing extends Values {
  readonly graph: GraphBuilder;
  readonly op: Operation;
  /** Operator set of the graph: some operators take their axes as an attribute or as an input, depending on it. */
  readonly opset: number;
  /** Whether to keep to operators that every execution provider has (WebGPU has no MaxPool with indices). */
  readonly portable: boolean;
}

/** What a gradient rule is given. */
export interface GradientRequest extends Writing {
  /** The loss's gradient by the operator's first output, of that output's shape. */
  readonly dy: string;
  /** Whether anybody wants the gradient by this input. */
  readonly wants: (input: number) => boolean;
}

/** The gradient by each input, in the inputs' order; undefined where it is not wanted or there is none. */
export type InputGradients = readonly (string | undefined)[];

/** All that the differentiator knows about one operator. */
export interface OperatorRule {
  /** Shape of each output. */
  readonly shapes: (op: Operation, values: Values) => readonly Dims[];
  /** Writes the operators that compute the gradients. */
  readonly gradient: (request: GradientRequest) => InputGradients;
}
