import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/labs.ts';
import { program } from '../../support/strandline.ts';

test('a job of a cluster loads what trains, nothing of a lab, and keeps what was compiled for the next', () => {
  const folder = temporaryFolder();
  const hook = join(folder, 'hook.mjs');
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    process.on('exit', () => process.stderr.write(loaded.join('\\n')));`,
  );
  const cache = join(folder, 'code');
  const env: NodeJS.ProcessEnv = { ...process.env, XDG_CACHE_HOME: cache };
  delete env.NODE_COMPILE_CACHE;
  const { stderr: loaded } = spawnSync(process.execPath, ['--import', hook, program, 'work', '--help'], {
    env,
    encoding: 'utf8',
  });
  expect(loaded).toContain('src/host/runs/work/work.ts');
  expect(loaded).not.toMatch(/src\/host\/(?:server|jobs|studies|trays)\//);
  expect(readdirSync(join(cache, 'strandline/code'))).toHaveLength(1);
});
