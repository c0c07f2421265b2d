import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const runtime = fileURLToPath(new URL('../../.cache/electron-test-runtime', import.meta.url));

/**
 * The environment in which WebGPU works without a graphics card: SwiftShader, which comes with the Electron test runtime,
 * as the Vulkan driver. Its absence is said aloud, and is a failure where nothing may be skipped.
 *
 * @returns undefined where the runtime is missing.
 */
export function swiftShader(): NodeJS.ProcessEnv | undefined {
  const driver = join(runtime, 'vk_swiftshader_icd.json');
  if (existsSync(driver)) return { ...process.env, LD_LIBRARY_PATH: runtime, VK_ICD_FILENAMES: driver };
  const wayOut = 'the WebGPU tests need the test runtime: node scripts/test-runtime.mjs';
  if (process.env.STRANDLINE_REQUIRE_ALL === '1') throw new Error(wayOut);
  process.stderr.write(`\n*** SKIPPED: ${wayOut}\n`);
  return undefined;
}
