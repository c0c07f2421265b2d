/** TensorFlow's C library where it is on this computer. */
export interface TensorFlowLibrary {
  /** Holds the files of `libraryFiles`. */
  readonly folder: string;
  /** Hold what the CUDA build loads beside itself: CUDA's libraries and cuDNN. */
  readonly extraFolders: readonly string[];
  readonly version: string;
  /** Whether it was built for CUDA. */
  readonly cuda: boolean;
}

/**
 * The files of TensorFlow 2's C library, each after those that it needs. Those of Linux and macOS are in the wheels on PyPI;
 * for Windows there is the library that TensorFlow publishes by itself, the wheels' one needs Python.
 *
 * @throws RangeError for a system without one.
 */
export function libraryFiles(platform: NodeJS.Platform): readonly string[] {
  switch (platform) {
    case 'linux':
      return ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2'];
    case 'darwin':
      return ['libtensorflow_framework.2.dylib', 'libtensorflow_cc.2.dylib'];
    case 'win32':
      return ['tensorflow.dll'];
    default:
      throw new RangeError(`TensorFlow has no library for ${platform}`);
  }
}
