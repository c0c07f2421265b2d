import type { Operation } from '../step/operation.ts';
import type { Values } from '../step/shapes.ts';
import type { GraphDefBuilder, Output } from './graph-def.ts';

/** Where a rule writes an operator. Values of four axes lie channels last, see layout.ts. */
export interface Writing extends Values {
  readonly graph: GraphDefBuilder;
  readonly op: Operation;
  /** An input of the operator in the graph. @throws RangeError where it has none. */
  readonly input: (index: number) => Output;
  /** Whether anybody wants the gradient by this input. */
  readonly wants: (index: number) => boolean;
}

/** An operator that has been written. */
export interface Written {
  readonly output: Output;
  /**
   * Writes the gradients.
   *
   * @param dy the loss's gradient by the output.
   * @returns the gradient by each input, in the inputs' order; undefined where it is not wanted or there is none.
   */
  readonly gradients: (dy: Output) => readonly (Output | undefined)[];
}

/** Writes one kind of operator for TensorFlow. */
export type OperatorRule = (writing: Writing) => Written;
