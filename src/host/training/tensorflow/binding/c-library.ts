import type koffi from 'koffi';
import { StrandlineError } from '#shared/errors.ts';
import type { TensorflowLibrary } from '../../libraries/installed.ts';
import { type LoadForGood, type Pointer, loadingOn } from './system-loader.ts';

type Koffi = typeof koffi;

/** One output of an operation of a graph. */
export interface Output {
  readonly oper: Pointer;
  readonly index: number;
}

/** Some of TensorFlow's C API (`tensorflow/c/c_api.h`): what running a SavedModel takes. */
export interface CLibrary {
  readonly version: string;
  readonly status: Pointer;
  /** @throws TensorFlowFailure where the last call that was given `status` failed. */
  check(): void;
  /** @param from memory of either side, of `bytes` bytes, as `to`. */
  copy(to: ArrayBufferView | Pointer, from: ArrayBufferView | Pointer, bytes: number): void;
  allocateTensor(type: number, dims: BigInt64Array, rank: number, bytes: number): Pointer;
  tensorData(tensor: Pointer): Pointer;
  tensorBytes(tensor: Pointer): number;
  tensorType(tensor: Pointer): number;
  tensorRank(tensor: Pointer): number;
  tensorDim(tensor: Pointer, axis: number): number;
  deleteTensor(tensor: Pointer): void;
  newGraph(): Pointer;
  deleteGraph(graph: Pointer): void;
  operation(graph: Pointer, name: string): Pointer;
  newOptions(): Pointer;
  setConfig(options: Pointer, config: Uint8Array, bytes: number, status: Pointer): void;
  deleteOptions(options: Pointer): void;
  newSession(graph: Pointer, options: Pointer, status: Pointer): Pointer;
  loadSession(
    options: Pointer,
    runOptions: null,
    folder: string,
    tags: readonly string[],
    tagCount: number,
    graph: Pointer,
    metaGraph: null,
    status: Pointer,
  ): Pointer;
  deleteSession(session: Pointer, status: Pointer): void;
  /** @param fetched filled with tensors that the caller deletes. */
  run(
    session: Pointer,
    runOptions: null,
    inputs: readonly Output[],
    fed: readonly Pointer[],
    inputCount: number,
    outputs: readonly Output[],
    fetched: Pointer[],
    outputCount: number,
    targets: null,
    targetCount: 0,
    runMetadata: null,
    status: Pointer,
  ): void;
  listDevices(session: Pointer, status: Pointer): Pointer;
  deviceCount(devices: Pointer): number;
  deviceType(devices: Pointer, index: number, status: Pointer): string;
  deleteDevices(devices: Pointer): void;
}

/** What TensorFlow refused, with its own code (`tensorflow/c/tf_status.h`) and words. */
export class TensorFlowFailure extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Loads TensorFlow's C library into this process, for good.
 *
 * @throws StrandlineError `device-unavailable` where it cannot be loaded.
 */
export function openCLibrary(
  native: Koffi,
  load: LoadForGood,
  { files, version }: TensorflowLibrary,
): CLibrary {
  const main = files.at(-1);
  if (main === undefined || !files.every(load))
    throw new StrandlineError(
      'device-unavailable',
      `TensorFlow's library (${version}, ${main ?? 'no file'}) cannot be loaded: it is damaged, or not for this computer. Get it again: strandline engine remove tfjs, then strandline engine install tfjs`,
    );
  return functionsOf(native, main);
}

function functionsOf(native: Koffi, file: string): CLibrary {
  const library = native.load(file);
  const output = native.struct({ oper: 'void *', index: 'int' });
  const outputs = native.pointer(output);
  const status = (library.func('void *TF_NewStatus()') as () => Pointer)();
  const code: (status: Pointer) => number = library.func('int TF_GetCode(void *)');
  const message: (status: Pointer) => string = library.func('const char *TF_Message(void *)');
  return {
    version: (library.func('const char *TF_Version()') as () => string)(),
    status,
    check: () => {
      const failed = code(status);
      if (failed !== 0) throw new TensorFlowFailure(failed, message(status));
    },
    copy: native
      .load(loadingOn(process.platform).memory)
      .func('void memmove(void *to, void *from, size_t bytes)'),
    allocateTensor: library.func('void *TF_AllocateTensor(int, int64_t *, int, size_t)'),
    tensorData: library.func('void *TF_TensorData(void *)'),
    tensorBytes: library.func('size_t TF_TensorByteSize(void *)'),
    tensorType: library.func('int TF_TensorType(void *)'),
    tensorRank: library.func('int TF_NumDims(void *)'),
    tensorDim: library.func('int64_t TF_Dim(void *, int)'),
    deleteTensor: library.func('void TF_DeleteTensor(void *)'),
    newGraph: library.func('void *TF_NewGraph()'),
    deleteGraph: library.func('void TF_DeleteGraph(void *)'),
    operation: library.func('void *TF_GraphOperationByName(void *, const char *)'),
    newOptions: library.func('void *TF_NewSessionOptions()'),
    setConfig: library.func('void TF_SetConfig(void *, uint8_t *, size_t, void *)'),
    deleteOptions: library.func('void TF_DeleteSessionOptions(void *)'),
    newSession: library.func('void *TF_NewSession(void *, void *, void *)'),
    loadSession: library.func(
      'void *TF_LoadSessionFromSavedModel(void *, void *, const char *, const char **, int, void *, void *, void *)',
    ),
    deleteSession: library.func('void TF_DeleteSession(void *, void *)'),
    run: library.func('TF_SessionRun', 'void', [
      ...['void *', 'void *', outputs, 'void **', 'int'],
      ...[outputs, native.out('void **'), 'int', 'void **', 'int', 'void *', 'void *'],
    ]),
    listDevices: library.func('void *TF_SessionListDevices(void *, void *)'),
    deviceCount: library.func('int TF_DeviceListCount(void *)'),
    deviceType: library.func('const char *TF_DeviceListType(void *, int, void *)'),
    deleteDevices: library.func('void TF_DeleteDeviceList(void *)'),
  };
}
