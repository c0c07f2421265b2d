import type { FloatTensor } from '#host/onnx/tensor.ts';

/** What one input of a signature is fed with; whole numbers in an `Int32Array`, as TensorFlow's int32. */
export interface Feed {
  /** Their product is the length of `data`. */
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** TensorFlow as a run of training needs it: graphs that are loaded and run. One process holds one. */
export interface TensorFlow {
  /** Of the C library. */
  readonly version: string;
  /** Whether the package's own compiled binding answers, or ours over the C library. */
  readonly binding: 'ours' | 'package';
  /** Whether a GPU does the work. */
  readonly gpu: boolean;
  /**
   * Loads a SavedModel (the bytes of its `saved_model.pb`, tag `serve`, no checkpoint) with all its signatures.
   *
   * @throws StrandlineError `out-of-memory`, `disk-full`, `internal` for a model that TensorFlow refuses.
   */
  load(savedModel: Uint8Array): Promise<GraphSession>;
}

/** A loaded SavedModel. Its variables live in TensorFlow's memory until it is released. */
export interface GraphSession {
  /**
   * Runs one signature: all its inputs are fed, all its outputs are read. Names are those of the signature.
   *
   * @throws StrandlineError `out-of-memory` where a smaller batch may do, else `internal`.
   */
  run(signature: string, feeds: ReadonlyMap<string, Feed>): ReadonlyMap<string, FloatTensor>;
  release(): void;
}
