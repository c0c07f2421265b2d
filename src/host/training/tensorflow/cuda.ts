/**
 * What TensorFlow's CUDA build opens by name while it starts (`tsl/platform/default/dlopen_checker` and `dso_loader`), each
 * after those that it needs itself; and cuDNN's parts, which it opens by name too, and which have the same names for CUDA 13.
 */
export const cudaLibraries: readonly { readonly file: string; readonly needed: boolean }[] = [
  { file: 'libcudart.so.12', needed: true },
  { file: 'libnvJitLink.so.12', needed: false },
  { file: 'libnvrtc.so.12', needed: false },
  { file: 'libcublasLt.so.12', needed: true },
  { file: 'libcublas.so.12', needed: true },
  { file: 'libcufft.so.11', needed: true },
  { file: 'libcusparse.so.12', needed: true },
  { file: 'libcusolver.so.11', needed: true },
  { file: 'libcudnn_graph.so.9', needed: false },
  { file: 'libcudnn_ops.so.9', needed: false },
  { file: 'libcudnn_cnn.so.9', needed: false },
  { file: 'libcudnn_adv.so.9', needed: false },
  { file: 'libcudnn_heuristic.so.9', needed: false },
  { file: 'libcudnn_engines_precompiled.so.9', needed: false },
  { file: 'libcudnn_engines_runtime_compiled.so.9', needed: false },
  { file: 'libcudnn.so.9', needed: true },
];

/** What is known of this computer's NVIDIA driver. */
export interface Driver {
  /** Of `cuInit`: 0 is well; undefined where there is no driver's library. */
  readonly started: number | undefined;
  /** The newest CUDA that it runs, as CUDA counts (12080 is 12.8). */
  readonly cuda: number;
}

/** CUDA 12 needs a driver for CUDA 12.0 at least. */
const oldestCuda = 12_000;
/** Of `cuda.h`: CUDA_ERROR_NO_DEVICE. */
const noDevice = 100;

/**
 * Why TensorFlow sees no NVIDIA card, and what would help.
 *
 * @param missing the needed of `cudaLibraries` that could not be loaded.
 */
export function cudaObstacle(driver: Driver, missing: readonly string[], cudaBuild: boolean): string {
  if (!cudaBuild)
    return 'The TensorFlow library that is here is the one without CUDA. Get the other one with: strandline engine install tfjs --cuda';
  if (driver.started === undefined)
    return 'There is no NVIDIA driver. For an NVIDIA card, install its driver, then see again.';
  if (driver.started === noDevice) return 'The NVIDIA driver finds no card.';
  if (driver.cuda < oldestCuda)
    return `The NVIDIA driver is too old: it runs CUDA ${versionOf(driver.cuda)}, TensorFlow needs CUDA 12. Update the driver.`;
  if (driver.started !== 0)
    return `The NVIDIA driver does not start (CUDA error ${driver.started}). Restart the computer; if it stays so, install the driver again.`;
  if (missing.length > 0)
    return `These libraries of CUDA 12 or cuDNN 9 are missing: ${missing.join(', ')}. Get them with: strandline engine install tfjs --cuda`;
  return 'TensorFlow cannot use the NVIDIA card that is here; it may be too old for CUDA 12.';
}

function versionOf(cuda: number): string {
  return `${Math.floor(cuda / 1000)}.${Math.floor((cuda % 1000) / 10)}`;
}
