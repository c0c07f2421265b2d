import type { CLibrary, Output } from './c-library.ts';
import type { Pointer } from './system-loader.ts';

/** What @tensorflow/tfjs-node-gpu's session interface asks of its native binding (the package's `binding/tfjs_binding.cc`). */
export interface SessionBinding extends Readonly<typeof constants> {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
  createTensor(shape: readonly number[], type: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  /** @param tags parted by commas. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** @param inputs and `outputs`: names of a graph's tensors (`operation:0`), parted by commas. */
  runSavedModel(id: number, tensors: readonly number[], inputs: string, outputs: string): TensorInfo[];
  executeOp(name: string): never;
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
}

interface TensorInfo {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** Of `tensorflow/c/tf_datatype.h` and `c_api.h`, by their names there. */
const constants = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
} as const;

/** How JavaScript holds the numbers of a tensor, by TensorFlow's types. */
const arrays = new Map<number, Float32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor>([
  [constants.TF_FLOAT, Float32Array],
  [constants.TF_INT32, Int32Array],
  [constants.TF_UINT8, Uint8Array],
  [constants.TF_BOOL, Uint8Array],
]);

/**
 * A session's configuration (`ConfigProto`): `allow_soft_placement` (7), so that an operation without a kernel on the GPU
 * runs on the processor, and `gpu_options` (6) with `allow_growth` (4), so that a GPU is shared with other programs.
 */
const sessionConfig = Uint8Array.of(0x32, 2, 0x20, 1, 0x38, 1);

/** A loaded model: its session, and the operations of its graph that were asked for. */
interface Loaded {
  readonly session: Pointer;
  readonly graph: Pointer;
  readonly outputs: Map<string, readonly Output[]>;
}

/**
 * The package's native binding over TensorFlow's C library, as far as graphs that are loaded need it. Nothing is computed
 * eagerly, so tensors stay in the host's memory and there is no context beside the sessions.
 */
export function sessionBinding(c: CLibrary): SessionBinding {
  const tensors = new Kept<Pointer>('tensor');
  const models = new Kept<Loaded>('model');
  const gpu = seesGpu(c);
  return {
    ...constants,
    TF_Version: c.version,
    isUsingGpuDevice: () => gpu,
    createTensor: (shape, type, values) => tensors.keep(tensorOf(c, shape, type, values)),
    deleteTensor: (id) => c.deleteTensor(tensors.take(id)),
    tensorDataSync: (id) => numbersOf(c, tensors.get(id)),
    loadSavedModel: (folder, tags) => models.keep(loadModel(c, folder, tags)),
    deleteSavedModel: (id) => {
      const { session, graph } = models.take(id);
      c.deleteSession(session, c.status);
      c.check();
      c.deleteGraph(graph);
    },
    runSavedModel: (id, fed, inputs, outputs) => {
      const model = models.get(id);
      const values = fed.map((tensor) => tensors.get(tensor));
      return runModel(c, model, values, inputs, outputs).map((tensor) => ({
        id: tensors.keep(tensor),
        shape: shapeOf(c, tensor),
        dtype: c.tensorType(tensor),
      }));
    },
    executeOp: (name) => {
      throw new Error(`${name}: only graphs that are loaded are computed here`);
    },
    getNumOfTensors: () => tensors.count,
    getNumOfSavedModels: () => models.count,
  };
}

/** Things of TensorFlow's by the numbers that JavaScript knows them by. */
class Kept<T> {
  readonly #what: string;
  readonly #things = new Map<number, T>();
  #next = 0;

  constructor(what: string) {
    this.#what = what;
  }

  get count(): number {
    return this.#things.size;
  }

  keep(thing: T): number {
    this.#things.set(this.#next, thing);
    this.#next += 1;
    return this.#next - 1;
  }

  get(id: number): T {
    const thing = this.#things.get(id);
    if (thing === undefined) throw new RangeError(`there is no ${this.#what} ${id}`);
    return thing;
  }

  take(id: number): T {
    const thing = this.get(id);
    this.#things.delete(id);
    return thing;
  }
}

function withOptions<T>(c: CLibrary, work: (options: Pointer) => T): T {
  const options = c.newOptions();
  try {
    c.setConfig(options, sessionConfig, sessionConfig.length, c.status);
    c.check();
    return work(options);
  } finally {
    c.deleteOptions(options);
  }
}

/** Whether TensorFlow has found a GPU: a session over an empty graph lists its devices. */
function seesGpu(c: CLibrary): boolean {
  const graph = c.newGraph();
  const session = withOptions(c, (options) => c.newSession(graph, options, c.status));
  c.check();
  const devices = c.listDevices(session, c.status);
  c.check();
  const types = Array.from({ length: c.deviceCount(devices) }, (_, index) =>
    c.deviceType(devices, index, c.status),
  );
  c.deleteDevices(devices);
  c.deleteSession(session, c.status);
  c.deleteGraph(graph);
  return types.includes('GPU');
}

/**
 * A copy of the numbers in TensorFlow's memory. It is not lent JavaScript's: a variable that is assigned a fed tensor keeps that
 * tensor's memory, which the caller then overwrites or frees.
 */
function tensorOf(c: CLibrary, shape: readonly number[], type: number, values: ArrayBufferView): Pointer {
  const numbers = shape.reduce((product, size) => product * size, 1);
  const array = arrays.get(type);
  if (array === undefined || !(values instanceof array) || values.length !== numbers)
    throw new RangeError(`these values are no tensor of type ${type} and shape [${shape.join(', ')}]`);
  const tensor = c.allocateTensor(type, BigInt64Array.from(shape, BigInt), shape.length, values.byteLength);
  if (tensor === null) throw new RangeError(`there is no memory for a tensor of [${shape.join(', ')}]`);
  if (values.byteLength > 0) c.copy(c.tensorData(tensor), values, values.byteLength);
  return tensor;
}

function numbersOf(c: CLibrary, tensor: Pointer): Float32Array | Int32Array | Uint8Array {
  const type = c.tensorType(tensor);
  const array = arrays.get(type);
  if (array === undefined) throw new TypeError(`tensors of type ${type} cannot be read`);
  const bytes = c.tensorBytes(tensor);
  const numbers = new array(bytes / array.BYTES_PER_ELEMENT);
  if (bytes > 0) c.copy(numbers, c.tensorData(tensor), bytes);
  return numbers;
}

function shapeOf(c: CLibrary, tensor: Pointer): number[] {
  return Array.from({ length: c.tensorRank(tensor) }, (_, axis) => c.tensorDim(tensor, axis));
}

function loadModel(c: CLibrary, folder: string, tags: string): Loaded {
  const graph = c.newGraph();
  try {
    const list = tags.split(',');
    const session = withOptions(c, (options) =>
      c.loadSession(options, null, folder, list, list.length, graph, null, c.status),
    );
    c.check();
    return { session, graph, outputs: new Map() };
  } catch (error) {
    c.deleteGraph(graph);
    throw error;
  }
}

/** @returns tensors that the caller deletes. */
function runModel(
  c: CLibrary,
  model: Loaded,
  values: readonly Pointer[],
  inputs: string,
  outputs: string,
): Pointer[] {
  const [feeds, fetches] = [outputsOf(c, model, inputs), outputsOf(c, model, outputs)];
  if (feeds.length !== values.length)
    throw new RangeError(`${feeds.length} inputs are fed with ${values.length} tensors`);
  const fetched = new Array<Pointer>(fetches.length).fill(null);
  c.run(
    ...([model.session, null, feeds, values, feeds.length] as const),
    ...([fetches, fetched, fetches.length, null, 0, null, c.status] as const),
  );
  c.check();
  return fetched;
}

/** A graph's tensors by their names, looked up once. */
function outputsOf(c: CLibrary, { graph, outputs }: Loaded, names: string): readonly Output[] {
  const known = outputs.get(names);
  if (known !== undefined) return known;
  const found = names === '' ? [] : names.split(',').map((name) => outputOf(c, graph, name));
  outputs.set(names, found);
  return found;
}

function outputOf(c: CLibrary, graph: Pointer, name: string): Output {
  const [operation = '', index = '0'] = name.split(':');
  const oper = c.operation(graph, operation);
  if (oper === null) throw new RangeError(`the graph has no operation ${operation}`);
  return { oper, index: Number(index) };
}
