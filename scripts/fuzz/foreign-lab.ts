import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Host, createHost } from '#host/server/host.ts';
import { serveHost } from '#host/server/serve.ts';
import { type HostConnection, connectToHost } from '#host/server/connect.ts';
import { portPair } from '#host/processes/port.ts';
import { randomPhoto, writeTree } from '../../tests/support/photos.ts';
import { writeTinyModel } from '../../tests/support/tiny-model.ts';

/** A host with a small lab open, and what a message could name as a file. */
export interface ServedLab {
  readonly host: Host;
  readonly connection: HostConnection;
  readonly lab: string;
  readonly paths: readonly string[];
}

/** Makes a lab with photos, a class and a model, and files of all kinds beside it. */
export async function servedLab(folder: string): Promise<ServedLab> {
  const host = createHost();
  const { near, far } = portPair();
  serveHost(host, far);
  const connection = connectToHost(near);
  await connection.ready;
  const lab = join(folder, 'lab');
  const photos = join(folder, 'photos');
  await writeTree(photos, {
    'plastic/S-1/a.jpg': await randomPhoto(1),
    'plastic/S-2/b.jpg': await randomPhoto(2),
    'wood/S-3/c.png': await randomPhoto(3, { kind: 'png' }),
    'torn.jpg': (await randomPhoto(4)).subarray(0, 400),
  });
  const classes = [
    { id: 1, name: 'plastic' },
    { id: 2, name: 'wood' },
  ];
  const model = writeTinyModel(classes, {}, folder);
  await connection.request('lab.create', { directory: lab, name: 'fuzzed' });
  await connection.request('catalogue.import', { directory: photos });
  await idle(connection);
  await connection.request('models.import', { file: model });
  return { host, connection, lab, paths: [lab, photos, model, ...odditiesIn(folder, photos)] };
}

/** What stands where a file is asked for. */
function odditiesIn(folder: string, photos: string): string[] {
  const within = (name: string): string => join(folder, name);
  mkdirSync(within('empty'));
  writeFileSync(within('table.csv'), 'file,sample,class\na.jpg,S-1,plastic\n');
  writeFileSync(within('nothing.jpg'), '');
  writeFileSync(within('text.onnx'), 'a shopping list');
  if (process.platform !== 'win32') {
    spawnSync('mkfifo', [within('pipe.jpg')]);
    // By a link of its own: whoever replaces what it names replaces the link.
    symlinkSync('/dev/zero', within('endless.jpg'));
  }
  return [
    ...[
      'empty',
      'table.csv',
      'nothing.jpg',
      'text.onnx',
      'pipe.jpg',
      'endless.jpg',
      'none',
      'none/deeper',
      `new ${'x'.repeat(300)}`,
    ].map(within),
    join(photos, 'plastic/S-1/a.jpg'),
    join(photos, 'torn.jpg'),
    'relative',
    'relative\0',
  ];
}

/** Waits for what runs. */
export async function idle(connection: HostConnection): Promise<void> {
  for (;;) {
    const jobs = (await connection.request('jobs.list', undefined)) as { state: string }[];
    if (!jobs.some(({ state }) => ['queued', 'running', 'cancelling'].includes(state))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
