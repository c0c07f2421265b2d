import { expect, test } from 'vitest';
import { hostFiles, hostRuntime } from '../../../src/main/host-runtime.ts';

test('on Linux the lab runs under plain Node, whatever Electron brings; elsewhere in a utility process', () => {
  expect(hostRuntime('linux')).toBe('plain-node');
  expect(hostRuntime('win32')).toBe('utility-process');
  expect(hostRuntime('darwin')).toBe('utility-process');
});

test('in a package everything that the lab runs from lies beside the archive', () => {
  const resourcesPath = '/opt/Strandline/resources';
  const place = { packaged: true, appPath: `${resourcesPath}/app.asar`, resourcesPath };
  expect(hostFiles({ ...place, platform: 'linux' })).toEqual({
    entry: '/opt/Strandline/resources/lab/out/main/host.js',
    node: '/opt/Strandline/resources/lab/bin/node',
    resources: '/opt/Strandline/resources/lab/resources',
  });
  expect(hostFiles({ ...place, platform: 'win32' }).node).toMatch(/node\.exe$/);
});

test('in a checkout it runs from the build, under the Node that npm has brought', () => {
  const files = hostFiles({
    platform: 'linux',
    packaged: false,
    appPath: '/home/me/strandline',
    resourcesPath: '/somewhere/electron/resources',
  });
  expect(files.entry).toBe('/home/me/strandline/out/main/host.js');
  expect(files.node).toBe('/home/me/strandline/node_modules/node/bin/node');
});
