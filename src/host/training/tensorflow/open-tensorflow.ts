import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type koffi from 'koffi';
import { systemError } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';
import { openCLibrary } from './binding/c-library.ts';
import { type Choices, setForLibraries, startingEnvironment } from './binding/environment.ts';
import { askDriver, loadCuda } from './binding/load-cuda.ts';
import { sessionBinding } from './binding/session-binding.ts';
import { quietly } from './binding/quietly.ts';
import { loaderOf } from './binding/system-loader.ts';
import { type InstalledPackage, type Tfjs, installedPackage } from './binding/tfjs-package.ts';
import { cudaObstacle } from './cuda.ts';
import { tensorFlowError } from './failures.ts';
import type { GraphSession, TensorFlow } from './graph-session.ts';
import type { TensorflowLibrary } from '../libraries/installed.ts';
import { openSignatures } from './saved-model-session.ts';

type Koffi = typeof koffi;

const withPackages = 'Install Strandline again with its optional packages: npm install --include=optional';

/** What was opened in this process: TensorFlow cannot be taken out again. */
let opened: { readonly tensorFlow: TensorFlow; readonly asked: string } | undefined;

/**
 * Opens TensorFlow in this process: @tensorflow/tfjs-node-gpu with its own compiled binding where somebody has built that,
 * else with ours over the C library. A crash of either ends the process, so it belongs in a worker.
 *
 * @param library undefined where there is none; a compiled binding brings its own.
 * @param options `threads`: default as many as there are cores. `device`: `cpu` hides every GPU, `cuda` requires one; default a
 *   GPU where there is one.
 * @throws StrandlineError `device-unavailable` saying what is missing; `internal` where this process has opened it otherwise.
 */
export function openTensorFlow(library: TensorflowLibrary | undefined, options: Choices = {}): TensorFlow {
  const asked = JSON.stringify([library, options]);
  if (opened !== undefined && opened.asked !== asked)
    throw new StrandlineError('internal', 'TensorFlow is open in this process already, in another way.');
  opened ??= { tensorFlow: open(library, options), asked };
  return opened.tensorFlow;
}

function open(library: TensorflowLibrary | undefined, options: Choices): TensorFlow {
  const installed = installedPackage();
  const native = foreignFunctions();
  if (installed === undefined)
    throw unavailable(`@tensorflow/tfjs-node-gpu is not installed. ${withPackages}`);
  setForLibraries(startingEnvironment(options), native);
  return quietly(native, () => {
    if (installed.binding !== undefined) return withCompiled(installed, options);
    if (library === undefined)
      throw unavailable(
        "TensorFlow's library is not on this computer. Get it with: strandline engine install tfjs",
      );
    if (native === undefined)
      throw unavailable(`koffi, through which TensorFlow is called, is not installed. ${withPackages}`);
    return withOurs(installed, native, library, options);
  });
}

/** @throws what `openTensorFlow` throws. */
function withOurs(
  installed: InstalledPackage,
  native: Koffi,
  library: TensorflowLibrary,
  { device }: Choices,
): TensorFlow {
  const load = loaderOf(native);
  const missing = library.cuda && device !== 'cpu' ? loadCuda(load, library.folders) : [];
  const tfjs = installed.open(sessionBinding(openCLibrary(native, load, library)));
  const tensorFlow = tensorFlowOf(tfjs, 'ours');
  if (device === 'cuda' && !tensorFlow.gpu)
    throw unavailable(cudaObstacle(askDriver(native, load), missing, library.cuda));
  return tensorFlow;
}

function withCompiled(installed: InstalledPackage, { device }: Choices): TensorFlow {
  const tensorFlow = tensorFlowOf(installed.open(undefined), 'package');
  if (device === 'cuda' && !tensorFlow.gpu)
    throw unavailable(
      'The binding that was built for @tensorflow/tfjs-node-gpu on this computer finds no GPU.',
    );
  return tensorFlow;
}

function unavailable(words: string): StrandlineError {
  return new StrandlineError('device-unavailable', words);
}

function foreignFunctions(): Koffi | undefined {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch {
    return undefined;
  }
}

function tensorFlowOf(tfjs: Tfjs, binding: TensorFlow['binding']): TensorFlow {
  // Its warnings are for those who write programs with it.
  tfjs.enableProdMode();
  const { TF_Version: version, isUsingGpuDevice } = tfjs.backend().binding;
  return { version, binding, gpu: isUsingGpuDevice(), load: (savedModel) => loadModel(tfjs, savedModel) };
}

async function loadModel(tfjs: Tfjs, savedModel: Uint8Array): Promise<GraphSession> {
  try {
    const folder = await mkdtemp(join(tmpdir(), 'strandline-graph-'));
    try {
      await writeFile(join(folder, 'saved_model.pb'), savedModel);
      return await openSignatures(tfjs, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    throw systemError(error) ?? tensorFlowError(error);
  }
}
