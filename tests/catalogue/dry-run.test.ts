import { mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { Computer } from '#host/runs/estimate-run.ts';
import { dryRunOfRun, dryRunOfStudy } from '#host/studies/dry-run.ts';
import { findBackbone, readBackbone } from '#host/training/backbones/registry.ts';
import { speedMemory } from '#host/training/devices/speed-memory.ts';
import { Speeds } from '#host/training/devices/speeds.ts';
import { studyRequestSchema } from '#shared/studies/study.ts';
import { refusal } from '../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { writeTwoClasses } from '../support/photos.ts';

/** A computer whose speed is known, and how often it was measured. */
function knownComputer(): Computer & { measured: number } {
  const computer = {
    measured: 0,
    listDevices: () => Promise.resolve([]),
    speeds: new Speeds(() => {
      computer.measured += 1;
      return Promise.resolve({ decode: 0.001, augment: 0.001, forward: 0.01, step: 0.05 });
    }),
  };
  return computer;
}

async function smallLab(): Promise<Lab> {
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 20, 2);
  const lab = temporaryLab();
  await importInto(lab, photos);
  return lab;
}

test('a thousand points are planned at once, and nothing is made: no split, no run, no file', async () => {
  const lab = await smallLab();
  const files = readdirSync(lab.directory, { recursive: true });
  const computer = knownComputer();
  const at = Array.from({ length: 20 }, (_, index) => 4 + 2 * index);
  const seeds = Array.from({ length: 50 }, (_, index) => index + 1);
  const recipe = { strategy: 'fine-tune', backbone: 'efficientnet-lite0', device: 'cpu', engine: 'ort' };
  const asked = studyRequestSchema.parse({ vary: 'photos', at, seeds, recipe });
  const told = await dryRunOfStudy(lab, { request: asked, settings: { time: '2-00' } }, computer);
  expect(told).toMatchObject({ runs: 1000, photos: { count: 80 } });
  expect(told.command).toEqual(expect.arrayContaining(['--array=0-999', '--time=2-00']));
  expect(told.seconds.most).toBeGreaterThan(told.seconds.least);
  expect(computer.measured).toBe(1);
  for (const table of ['splits', 'runs', 'studies'])
    expect(all(lab.db, `SELECT id FROM ${table}`)).toEqual([]);
  expect(readdirSync(lab.directory, { recursive: true })).toEqual(files);
});

test('one run is planned as a study of one is, by a speed that was measured before where there is one', async () => {
  const lab = await smallLab();
  const file = join(temporaryFolder(), 'speeds.json');
  const times = { decode: 0.001, augment: 0.001, forward: 0.01, step: 0.05 };
  const recipe = { strategy: 'fine-tune', backbone: 'efficientnet-lite0', essay: false } as const;
  const asked = { request: recipe };
  const listDevices = (): never => {
    throw new Error('no device is tried for a look');
  };
  const first = { listDevices, speeds: new Speeds(() => Promise.resolve(times), speedMemory(file)) };
  const told = await dryRunOfRun(lab, asked, first);
  expect(told).toMatchObject({ runs: 1, photos: { count: 80 }, measured: [{ place: 'cpu', at: null }] });
  expect(told.seconds).toMatchObject({ least: told.seconds.all, most: told.seconds.all });

  const never = new Speeds(() => Promise.resolve({ failure: 'asked again' }), speedMemory(file));
  const again = await dryRunOfRun(lab, asked, { listDevices, speeds: never });
  expect(again).toEqual({ ...told, measured: [{ place: 'cpu', at: expect.any(String) as string }] });
  const frozen = { request: { ...recipe, strategy: 'frozen' } as const };
  const { workingBytes } = await dryRunOfRun(lab, frozen, first);
  expect(workingBytes).toBe(statSync(findBackbone('efficientnet-lite0').file).size);
  writeFileSync(file, 'torn');
  await refusal('device-unavailable', () => dryRunOfRun(lab, asked, { listDevices, speeds: never }));
});

test('a backbone is read once, and again once its file is another', () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'net.onnx');
  writeFileSync(file, readFileSync(findBackbone('efficientnet-lite0').file));
  const first = readBackbone(file);
  expect(readBackbone(file)).toBe(first);
  utimesSync(file, 1, 1);
  expect(readBackbone(file)).not.toBe(first);
  expect(readBackbone(file)).toEqual(first);
});
