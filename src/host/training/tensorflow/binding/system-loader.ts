import type koffi from 'koffi';

type Koffi = typeof koffi;

/** An address; null as in C. */
export type Pointer = bigint | null;

/** How a system loads a library for good. */
export interface Loading {
  readonly open: 'dlopen' | 'LoadLibraryExW';
  /** The numbers of its own header file. */
  readonly flags: number;
  /** Where `memmove` is; null: in the program itself. */
  readonly memory: string | null;
}

/**
 * On Linux and macOS: resolve everything now (2), let other libraries see it, never unload. koffi closes its libraries when the
 * process ends, while TensorFlow's threads still run in them. Windows: look for what a library needs in its own folder first.
 */
export function loadingOn(platform: NodeJS.Platform): Loading {
  if (platform === 'win32') return { open: 'LoadLibraryExW', flags: 0x8, memory: 'ucrtbase.dll' };
  const [global, noDelete] = platform === 'darwin' ? [0x8, 0x80] : [0x100, 0x1000];
  return { open: 'dlopen', flags: 2 | global | noDelete, memory: null };
}

/** Loads a library for good, by its path or by its name on the system's search path. @returns whether it could. */
export type LoadForGood = (file: string) => boolean;

export function loaderOf(native: Koffi, platform: NodeJS.Platform = process.platform): LoadForGood {
  const { open, flags } = loadingOn(platform);
  if (open === 'dlopen') {
    const dlopen: (file: string, flags: number) => Pointer = native
      .load(null)
      .func('void *dlopen(const char *, int)');
    return (file) => dlopen(file, flags) !== null;
  }
  const loadLibrary: (file: string, reserved: null, flags: number) => Pointer = native
    .load('kernel32.dll')
    .func('void *__stdcall LoadLibraryExW(const char16_t *, void *, uint32_t)');
  return (file) => loadLibrary(file, null, flags) !== null;
}
