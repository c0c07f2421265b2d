import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What runs as a process or a thread of its own: its name in the build, and its source under src/host. */
export const entries = {
  host: 'server/process-entry.ts',
  'serve-worker': 'server/served/serve-worker.ts',
  'limit-worker': 'processes/limit-worker.ts',
  'sheet-worker': 'catalogue/import/sheet-worker.ts',
  'photo-worker': 'imaging/photo-worker.ts',
  'heic-worker': 'imaging/heic-worker.ts',
  'training-worker': 'training/training-worker.ts',
  'view-worker': 'training/views/view-worker.ts',
  'backbone-worker': 'training/backbones/backbone-worker.ts',
  'probe-worker': 'training/devices/probe-worker.ts',
  'speed-worker': 'training/devices/speed-worker.ts',
  'finding-worker': 'finding/finding-worker.ts',
  'detector-worker': 'detector/detector-worker.ts',
  'predict-worker': 'inference/predict-worker.ts',
  'likeness-worker': 'review/clusters/likeness-worker.ts',
  'baseline-worker': 'studies/baseline-worker.ts',
  'demo-worker': 'demo/demo-worker.ts',
  'model-worker': 'models/model-worker.ts',
} as const;

export type Entry = keyof typeof entries;

/** Absolute path of an entry: its source where the sources run unbuilt, else the file that the build has put beside this one. */
export function entryFile(entry: Entry): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(extname(here) === '.ts' ? `../${entries[entry]}` : `./${entry}.js`, here));
}
