import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isNewEnough, oldestNode, tooOld } from '../../bin/node-version.mjs';

test.each(['18.20.4', '20.20.2', '22.18.0', '22.21.1', '23.11.1'])('Node %s is too old', (version) => {
  expect(isNewEnough(version)).toBe(false);
  expect(tooOld(version)).toContain(`needs Node 24 or newer, and this is Node ${version}.`);
  expect(tooOld(version)).not.toContain('\n');
});

test.each(['24.0.0', '24.21.0', '25.1.0', '100.0.0'])('Node %s will do', (version) => {
  expect(isNewEnough(version)).toBe(true);
});

test('npm asks for the same Node, and the one that is brought along will do', () => {
  const { engines, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    engines: { node: string };
    devDependencies: { node: string };
  };
  expect(engines.node).toBe(`>=${oldestNode}`);
  expect(isNewEnough(devDependencies.node)).toBe(true);
});
