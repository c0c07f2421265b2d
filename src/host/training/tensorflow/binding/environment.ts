import type koffi from 'koffi';

/** How many threads compute, and whether a GPU may be seen. */
export interface Choices {
  readonly threads?: number;
  readonly device?: 'cpu' | 'cuda';
}

/**
 * What TensorFlow reads from the environment while it starts; both bindings heed it, the compiled one takes nothing else.
 * Nothing but a crash is written to standard error: what went wrong comes back as an error.
 */
export function startingEnvironment({ threads, device }: Choices): Record<string, string> {
  return {
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    ...(threads === undefined
      ? {}
      : { TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: String(threads) }),
    ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
  };
}

/**
 * Sets variables for the libraries of this process by the C library itself: `process.env` need not be its environment (in a
 * thread it never is), and on Windows a library sees what was there when the process started.
 */
export function setForLibraries(variables: Record<string, string>, native: typeof koffi | undefined): void {
  Object.assign(process.env, variables);
  if (native === undefined) return;
  const put = setterOf(native);
  for (const [name, value] of Object.entries(variables)) put(name, value);
}

function setterOf(native: typeof koffi): (name: string, value: string) => number {
  if (process.platform === 'win32')
    return native.load('ucrtbase.dll').func('int _putenv_s(const char *, const char *)');
  const set: (name: string, value: string, overwrite: 1) => number = native
    .load(null)
    .func('int setenv(const char *, const char *, int)');
  return (name, value) => set(name, value, 1);
}
