import { renderDemoInThreads } from '#host/demo/render-in-threads.ts';

/**
 * Renders demo photos in a process of its own: `node render-demo.ts DIRECTORY SEED SAMPLES_PER_CLASS`. Under the test
 * runner's module loader the inner loops run several times slower.
 */
const [directory = '', seed, samplesPerClass] = process.argv.slice(2);
await renderDemoInThreads({ directory, seed: Number(seed), samplesPerClass: Number(samplesPerClass) });
