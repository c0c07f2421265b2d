import type { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { Operation } from '../step/operation.ts';
import type { Values } from '../step/shapes.ts';

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

/** Writes the operators that compute the gradients by one operator's inputs. */
export type GradientRule = (request: GradientRequest) => InputGradients;
