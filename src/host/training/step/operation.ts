import type { NodeProto } from '#host/onnx/generated/onnx_pb.js';

/** Sizes of a value's axes. All of them are known: a training graph is written for one batch size. */
export type Dims = readonly number[];

/** One operator of a graph, with its attributes at hand. */
export class Operation {
  readonly node: NodeProto;

  constructor(node: NodeProto) {
    this.node = node;
  }

  get type(): string {
    return this.node.opType;
  }

  get inputs(): readonly string[] {
    return this.node.input;
  }

  get outputs(): readonly string[] {
    return this.node.output;
  }

  /** @throws RangeError where the operator has no such input. */
  input(index: number): string {
    const name = this.inputs[index];
    if (name === undefined || name === '') throw new RangeError(`${this.type} lacks its input ${index}`);
    return name;
  }

  /** @throws RangeError where the operator has no such output. */
  output(index = 0): string {
    const name = this.outputs[index];
    if (name === undefined) throw new RangeError(`${this.type} lacks its output ${index}`);
    return name;
  }

  has(index: number): boolean {
    return (this.inputs[index] ?? '') !== '';
  }

  int(name: string, fallback: number): number {
    const value = this.#attribute(name)?.i;
    return value === undefined ? fallback : Number(value);
  }

  ints(name: string, fallback: readonly number[]): readonly number[] {
    return this.#attribute(name)?.ints.map(Number) ?? fallback;
  }

  float(name: string, fallback: number): number {
    return this.#attribute(name)?.f ?? fallback;
  }

  text(name: string, fallback: string): string {
    const value = this.#attribute(name)?.s;
    return value === undefined ? fallback : new TextDecoder().decode(value);
  }

  #attribute(name: string): NodeProto['attribute'][number] | undefined {
    return this.node.attribute.find((attribute) => attribute.name === name);
  }
}
