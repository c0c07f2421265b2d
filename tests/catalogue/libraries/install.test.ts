import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Library } from '#host/training/libraries/catalogue.ts';
import { type InstallOptions, installLibrary, removeLibrary } from '#host/training/libraries/install.ts';
import { installedLibrary, verifiedLibrary } from '#host/training/libraries/installed.ts';
import { lockLibrary } from '#host/training/libraries/lock.ts';
import { stopReasons } from '#host/lib/stop.ts';
import type { ErrorCode } from '#shared/errors.ts';
import type { OnProgress } from '#shared/progress.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { canMount, mountSmallDisk } from '../../support/small-disk.ts';
import { type MadeWheel, madeWheel, noise } from './made-wheel.ts';
import { type Behaviour, packageServer } from './package-server.ts';

const framework = noise(40_000, 'framework');
const functions = noise(300_000, 'functions');
const cuda = noise(60_000, 'cuda');
const paths = {
  framework: 'tensor/libframework.so.2',
  functions: 'tensor/libcc.so.2',
  cuda: 'nv/libcuda.so',
};

let wheels: MadeWheel[];
let library: Library;
let place: string;

beforeEach(async () => {
  wheels = [
    await madeWheel('tensor_flow-2.0-py3-none-any.whl', {
      [paths.framework]: framework,
      [paths.functions]: functions,
    }),
    await madeWheel('nv_cuda-1.0-py3-none-any.whl', { [paths.cuda]: cuda }),
  ];
  library = {
    ...{ kind: 'tfjs', title: 'TensorFlow', version: '2.0', licence: 'Apache-2.0', needs: null },
    wheels: wheels.map(({ pinned }) => pinned),
    opened: [paths.functions],
  };
  place = join(temporaryFolder(), 'libraries');
  vi.stubEnv('STRANDLINE_ENGINES', place);
});
afterEach(() => vi.unstubAllEnvs());

const inPlace = (path: string): Buffer => readFileSync(join(place, 'tfjs-2.0', path));
const stateNow = (): string => installedLibrary(library).state;

/** What an installation that must be refused says. */
async function refused(code: ErrorCode, options: InstallOptions = {}): Promise<string> {
  return (await refusal(code, () => installLibrary(library, options))).message;
}

describe('a library that is fetched', () => {
  test('only its members are fetched; they are there byte for byte, and nothing else', async () => {
    const { ranges } = await packageServer({ wheels });
    expect(stateNow()).toBe('absent');
    const reports: Parameters<OnProgress>[0][] = [];
    const found = await installLibrary(library, { onProgress: (report) => reports.push(report) });
    expect(found).toEqual({ state: 'ready', version: '2.0', folder: join(place, 'tfjs-2.0') });
    expect(inPlace(paths.functions).equals(functions)).toBe(true);
    expect(inPlace(paths.framework).equals(framework)).toBe(true);
    expect(inPlace(paths.cuda).equals(cuda)).toBe(true);
    expect(readdirSync(join(place, 'tfjs-2.0/tensor')).sort()).toEqual(['libcc.so.2', 'libframework.so.2']);
    expect(ranges).toHaveLength(3);
    expect(JSON.parse(inPlace('library.json').toString())).toMatchObject({
      ...{ kind: 'tfjs', version: '2.0' },
      files: [
        { path: paths.framework, size: 40_000 },
        { path: paths.functions, size: 300_000 },
        { path: paths.cuda },
      ],
    });
    expect(reports.at(-1)).toMatchObject({ phase: 'Downloading', unit: 'MB', value: 1 });
  });

  test('a connection that breaks is made anew and goes on where it broke', async () => {
    const { ranges } = await packageServer({ wheels, cutAfter: 100_000 });
    expect((await installLibrary(library)).state).toBe('ready');
    expect(inPlace(paths.functions).equals(functions)).toBe(true);
    const starts = ranges.map((range) => Number(range.split('-')[0]));
    expect(starts.length).toBeGreaterThan(4);
    expect(new Set(starts).size).toBe(starts.length);
  });

  test('a connection that brings nothing any more ends it; the next try goes on with what has arrived', async () => {
    const behaviour: Behaviour = { wheels, cutAfter: 100_000 };
    const { ranges } = await packageServer(behaviour);
    const halfWay: OnProgress = ({ value = 0 }) => {
      if (value > 0.5) behaviour.cutAfter = 0;
    };
    const message = await refused('download-failed', { onProgress: halfWay });
    expect(message).toMatch(/connection broke.*what has arrived is kept.*Start it again/);
    expect(stateNow()).toBe('half-fetched');
    delete behaviour.cutAfter;
    const asked = ranges.length;
    expect((await installLibrary(library)).state).toBe('ready');
    const resumed = Number(ranges[asked]?.split('-')[0]);
    const whole = library.wheels[0]?.members[1]?.offset ?? 0;
    expect(resumed).toBeGreaterThan(whole + 50_000);
  });

  test('what is cancelled keeps what has arrived, and is half-fetched', async () => {
    await packageServer({ wheels, cutAfter: 50_000 });
    const stop = new AbortController();
    await refused('cancelled', {
      signal: stop.signal,
      onProgress: ({ value = 0 }) => {
        if (value > 0.3) stop.abort(stopReasons.cancelled());
      },
    });
    expect(stateNow()).toBe('half-fetched');
    expect(statSync(join(place, 'tfjs-2.0', `${paths.functions}.packed`)).size).toBeGreaterThan(0);
  });

  test('bytes with another digest are thrown away', async () => {
    const [wheel] = wheels;
    const other = Buffer.from(wheel?.bytes ?? []);
    const first = library.wheels[0]?.members[0];
    other.fill(7, (first?.offset ?? 0) + 100, (first?.offset ?? 0) + 200);
    await packageServer({ wheels, instead: other });
    const message = await refused('download-failed');
    expect(message).toContain(`the SHA-256 of ${paths.framework} is not`);
    expect(readdirSync(join(place, 'tfjs-2.0/tensor'))).toEqual([]);
    expect(stateNow()).toBe('absent');
  });

  test('a file of another size under the name is refused before anything is kept', async () => {
    await packageServer({ wheels, instead: noise(900_000, 'other') });
    expect(await refused('download-failed')).toMatch(
      /it is another file: 900000 bytes where \d+ are published/,
    );
  });

  test('an index that lacks the wheel, or the package, is named', async () => {
    const behaviour: Behaviour = {
      wheels: [
        {
          ...wheels[0],
          pinned: { ...library.wheels[0], file: 'tensor_flow-1.0-py3-none-any.whl' },
        } as MadeWheel,
      ],
    };
    await packageServer(behaviour);
    expect(await refused('download-failed')).toMatch(
      /tensor-flow\/: the wheel tensor_flow-2.0-py3-none-any.whl is not there/,
    );
    behaviour.wheels = [];
    expect(await refused('download-failed')).toMatch(/tensor-flow\/: the server answers 404/);
  });

  test('without a network it says so, and how to do without', async () => {
    vi.stubEnv('STRANDLINE_PYPI', 'http://127.0.0.1:9/simple/');
    const message = await refused('download-failed');
    expect(message).toMatch(/there is no connection .*--from FOLDER/);
    expect(stateNow()).toBe('absent');
  });

  test('a server that cannot send a part is refused', async () => {
    await packageServer({ wheels, ignoresRanges: true });
    expect(await refused('download-failed')).toMatch(/answers 200 where 206/);
  });
});

describe('a library out of a folder of wheels', () => {
  test('needs no network', async () => {
    const from = temporaryFolder();
    for (const { pinned, bytes } of wheels) writeFileSync(join(from, pinned.file), bytes);
    vi.stubEnv('STRANDLINE_PYPI', 'http://127.0.0.1:9/simple/');
    expect((await installLibrary(library, { from })).state).toBe('ready');
    expect(inPlace(paths.cuda).equals(cuda)).toBe(true);
  });

  test('a folder that lacks wheels is told of all of them', async () => {
    const message = await refused('not-found', { from: temporaryFolder() });
    expect(message).toMatch(/lacks tensor_flow-2.0-py3-none-any.whl, nv_cuda-1.0-py3-none-any.whl/);
  });

  test('a wheel that was cut off or changed is named', async () => {
    const from = temporaryFolder();
    for (const { pinned, bytes } of wheels) writeFileSync(join(from, pinned.file), bytes.subarray(0, 5000));
    expect(await refused('corrupt-file', { from })).toMatch(/5000 bytes where/);
    for (const { pinned, bytes } of wheels)
      writeFileSync(join(from, pinned.file), Buffer.from(bytes).fill(0));
    expect(await refused('corrupt-file', { from })).toMatch(/is damaged: the SHA-256 of .* is not/);
  });
});

describe('what lies there', () => {
  test('a file of another size, or of other bytes, is damage; installing again mends it alone', async () => {
    const { ranges } = await packageServer({ wheels });
    await installLibrary(library);
    writeFileSync(join(place, 'tfjs-2.0', paths.cuda), Buffer.alloc(cuda.length));
    expect(stateNow()).toBe('ready');
    expect((await verifiedLibrary(library)).state).toBe('damaged');
    writeFileSync(join(place, 'tfjs-2.0', paths.cuda), 'short');
    expect(stateNow()).toBe('damaged');
    const asked = ranges.length;
    expect((await installLibrary(library)).state).toBe('ready');
    expect(ranges).toHaveLength(asked + 1);
    expect((await verifiedLibrary(library)).state).toBe('ready');
  });

  test('another version is told of, and goes once the new one is whole', async () => {
    mkdirSync(join(place, 'tfjs-1.9'), { recursive: true });
    writeFileSync(join(place, 'tfjs-1.9/library.json'), '{}');
    expect(installedLibrary(library)).toMatchObject({ state: 'other-version', version: '1.9' });
    const behaviour: Behaviour = { wheels: [] };
    await packageServer(behaviour);
    await refused('download-failed');
    expect(existsSync(join(place, 'tfjs-1.9/library.json'))).toBe(true);
    behaviour.wheels = wheels;
    await installLibrary(library);
    expect(readdirSync(place).sort()).toEqual(['tfjs-2.0', 'tfjs.lock']);
  });

  test('removing takes every version, and a library of another kind stays', async () => {
    await packageServer({ wheels });
    await installLibrary(library);
    await installLibrary({ ...library, kind: 'tfjs-cuda' });
    expect(removeLibrary('tfjs')).toBe(true);
    expect(stateNow()).toBe('absent');
    expect(removeLibrary('tfjs')).toBe(false);
    expect(installedLibrary({ ...library, kind: 'tfjs-cuda' }).state).toBe('ready');
  });

  test('two at once: the second is told to wait', async () => {
    mkdirSync(place);
    const unlock = lockLibrary(join(place, 'tfjs.lock'));
    try {
      expect(await refused('conflict')).toMatch(/another Strandline/);
      mkdirSync(join(place, 'tfjs-2.0'), { recursive: true });
      expect(() => removeLibrary('tfjs')).toThrow(/another Strandline/);
    } finally {
      unlock();
    }
  });
});

describe.runIf(canMount())('a disk that does not take it', () => {
  test('too small: the sizes are said before anything is fetched', async () => {
    const { ranges } = await packageServer({ wheels });
    const disk = mountSmallDisk('400k');
    vi.stubEnv('STRANDLINE_ENGINES', join(disk.folder, 'libraries'));
    const message = await refused('disk-full');
    expect(message).toMatch(/TensorFlow needs 1 MB in .*, where 1 MB are free/);
    expect(ranges).toEqual([]);
  });

  test('read-only: no permission', async () => {
    const disk = mountSmallDisk('2m');
    vi.stubEnv('STRANDLINE_ENGINES', join(disk.folder, 'libraries'));
    disk.freeze();
    expect(await refused('no-permission')).toMatch(/cannot be written to/);
  });
});
