import type { Operation } from '../step/operation.ts';
import type { GradientRule, Writing } from './rule.ts';
import { rules } from './rules/index.ts';

export interface Differentiation {
  /** The forward operators, each after those that it takes its inputs from. */
  readonly operations: readonly Operation[];
  /** Where the gradient enters: a value and the loss's gradient by it. */
  readonly seed: { readonly value: string; readonly gradient: string };
  /** Values whose gradients are asked for. */
  readonly wanted: ReadonlySet<string>;
  /** Operators whose gradient is not the one of the table, such as batch norm on the batch's own statistics. */
  readonly special?: ReadonlyMap<Operation, GradientRule>;
}

/**
 * Reverse-mode differentiation: writes, behind the forward operators of a graph, the operators that compute the gradient of
 * the loss by each wanted value. Only paths that lead to a wanted value are walked; where a value is used more than once,
 * its gradients are added.
 *
 * @returns the gradient's name for each wanted value that the loss depends on.
 */
export function differentiate(
  writing: Omit<Writing, 'op'>,
  { operations, seed, wanted, special = new Map() }: Differentiation,
): Map<string, string> {
  const relevant = dependents(operations, wanted);
  const parts = new Map<string, string[]>([[seed.value, [seed.gradient]]]);
  const gradientOf = (value: string): string | undefined => {
    const [first, ...others] = parts.get(value) ?? [];
    if (first === undefined) return undefined;
    const sum = others.reduce((left, right) => writing.graph.node('Add', [left, right]), first);
    parts.set(value, [sum]);
    return sum;
  };
  for (const op of operations.toReversed()) {
    const dy = relevant.has(op.output()) ? gradientOf(op.output()) : undefined;
    if (dy === undefined) continue;
    const rule = special.get(op) ?? rules[op.type];
    if (rule === undefined) throw new RangeError(`there is no gradient rule for ${op.type}`);
    const wants = (input: number): boolean => relevant.has(op.inputs[input] ?? '');
    const gradients = rule({ ...writing, op, dy, wants });
    gradients.forEach((gradient, input) => {
      if (gradient === undefined || !wants(input)) return;
      const value = op.input(input);
      parts.set(value, [...(parts.get(value) ?? []), gradient]);
    });
  }
  const found = [...wanted].flatMap((value): [string, string][] => {
    const gradient = gradientOf(value);
    return gradient === undefined ? [] : [[value, gradient]];
  });
  return new Map(found);
}

/** The values themselves, and all that is computed from them. */
function dependents(operations: readonly Operation[], values: ReadonlySet<string>): Set<string> {
  const found = new Set(values);
  for (const { inputs, outputs } of operations) {
    if (inputs.some((input) => found.has(input))) for (const output of outputs) found.add(output);
  }
  return found;
}
