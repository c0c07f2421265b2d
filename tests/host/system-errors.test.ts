import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startModule, startNode } from '../support/children.ts';
import { temporaryFolder } from '../support/labs.ts';
import { writeTwoClasses } from '../support/photos.ts';
import { program, strandlineJson } from '../support/strandline.ts';

/** Root may do anything, so that somebody else has to try. */
const nobody = process.getuid?.() === 0 ? 65534 : undefined;
const somebody = nobody === undefined ? {} : { uid: nobody, gid: nobody };

/** A place of one's own with a lab, a file, a folder and a file that may not be read, and a link to itself. */
async function roughPlace(): Promise<string> {
  const place = temporaryFolder();
  const at = (name: string): string => join(place, name);
  await writeTwoClasses(at('photos'), 2, 1);
  await strandlineJson('init', at('lab'));
  await strandlineJson('import', at('lab'), at('photos'));
  mkdirSync(at('locked'));
  mkdirSync(at('empty'));
  mkdirSync(at('no-lab/lab.sqlite3'), { recursive: true });
  for (const file of ['file', 'locked-file', 'locked.onnx', 'empty.onnx']) writeFileSync(at(file), '');
  symlinkSync('loop', at('loop'));
  if (nobody !== undefined) await give(place, nobody);
  for (const locked of ['locked', 'locked-file', 'locked.onnx']) chmodSync(at(locked), 0);
  onTestFinished(() => chmodSync(at('locked'), 0o755));
  return place;
}

async function give(place: string, uid: number): Promise<void> {
  chownSync(place, uid, uid);
  await startNode(['-e', `require('child_process').execFileSync('chown', ['-R', '${uid}', '${place}'])`])
    .ended;
}

/** What is called on the lab's host, as the window and the command line do, and what it must be refused with. */
const calls: readonly (readonly [call: string, code: string])[] = [
  [`lab.create({ directory: at('file') })`, 'bad-argument'],
  [`lab.create({ directory: at('file/lab') })`, 'bad-argument'],
  [`lab.create({ directory: at('locked/lab') })`, 'no-permission'],
  [`lab.create({ directory: at('loop/lab') })`, 'bad-argument'],
  [`lab.create({ directory: at('x'.repeat(300)) })`, 'bad-argument'],
  [`lab.create({ directory: at('a\\u0000b') })`, 'bad-argument'],
  [`lab.open({ directory: at('file') })`, 'not-a-lab'],
  [`lab.open({ directory: at('locked') })`, 'no-permission'],
  [`lab.open({ directory: at('no-lab') })`, 'not-a-lab'],
  [`lab.open({ directory: at('loop') })`, 'not-a-lab'],
  [`lab.open({ directory: at('x'.repeat(300)) })`, 'not-a-lab'],
  [`watch.start({ directory: at('file'), sample: 1 })`, 'bad-argument'],
  [`watch.start({ directory: at('locked'), sample: 1 })`, 'no-permission'],
  [`models.inspectFile({ file: at('locked.onnx') })`, 'no-permission'],
  [`models.inspectFile({ file: at('empty') })`, 'bad-argument'],
  [`models.inspectFile({ file: at('a\\u0000b') })`, 'bad-argument'],
  [`backbones.add({ file: at('locked.onnx') })`, 'no-permission'],
  [`backbones.add({ file: at('empty.onnx') })`, 'not-a-model'],
  [`catalogue.labelSheet({ directory: at('file'), samples: [1] })`, 'bad-argument'],
  [`catalogue.labelSheet({ directory: at('locked'), samples: [1] })`, 'no-permission'],
];

test('nothing that the system refuses is an unexpected failure', async () => {
  const place = await roughPlace();
  const { ended } = startModule(
    `import { openHost } from './src/cli/in-process-host.ts';
     import { join } from 'node:path';
     const at = (name) => join(${JSON.stringify(place)}, name);
     const quiet = () => undefined;
     const host = openHost({ answer: quiet, say: quiet, progress: quiet, progressDone: quiet });
     const said = [];
     for (const call of [${calls.map(([call]) => `(api) => api.${call}`).join(', ')}]) {
       await host.api.lab.open({ directory: at('lab') });
       said.push(await call(host.api).then(() => ['nothing'], ({ code, message }) => [code, message]));
     }
     await host.close();
     console.log(JSON.stringify(said));`,
    { ...somebody, env: { ...process.env, HOME: place } },
  );
  const { stdout, stderr } = await ended;
  expect(stderr).toBe('');
  const said = JSON.parse(stdout) as [string, string][];
  expect(calls.map(([call], index) => [call, said[index]?.[0]])).toEqual(
    calls.map(([call, code]) => [call, code]),
  );
  for (const [, message] of said) expect(message).not.toMatch(/E[A-Z]{4,}|errno/);
});

test('the command line says so too, of what it writes itself', async () => {
  const place = await roughPlace();
  const at = (name: string): string => join(place, name);
  const rows: readonly (readonly [args: readonly string[], code: string])[] = [
    [['export', at('lab'), at('file')], 'bad-argument'],
    [['export', at('lab'), at('locked')], 'no-permission'],
    [['verify', at('locked')], 'no-permission'],
  ];
  for (const [args, code] of rows) {
    const { stdout, stderr } = await startNode([program, ...args, '--json'], {
      ...somebody,
      env: { ...process.env, HOME: place },
    }).ended;
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(stderr).not.toContain('developers');
  }
});

test('verify names a photo that cannot be read, and goes on with the others', async () => {
  const place = await roughPlace();
  const lab = join(place, 'lab');
  const before = (await strandlineJson('verify', lab)) as { photos: number };
  chmodSync(join(lab, 'photos'), 0);
  onTestFinished(() => chmodSync(join(lab, 'photos'), 0o755));
  const { stdout } = await startNode([program, 'verify', lab, '--json'], {
    ...somebody,
    env: { ...process.env, HOME: place },
  }).ended;
  const { photos, problems } = JSON.parse(stdout) as { photos: number; problems: string[] };
  expect(photos).toBe(before.photos);
  expect(problems).toHaveLength(photos + 1);
  expect(problems[0]).toMatch(/cannot be read: you have no permission for it/);
  expect(problems.at(-1)).toMatch(/cannot be looked through/);
});
