import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readModelInfo } from '#host/inference/model-file.ts';
import { temporaryFolder } from '../support/labs.ts';
import { writeTree, writeTwoClasses } from '../support/photos.ts';
import { labPc, withoutSshd } from '../support/sshd.ts';
import { strandline, strandlineJson, strandlines } from '../support/strandline.ts';
import { writeTinyModel } from '../support/tiny-model.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

interface Link {
  /** Of the lab. */
  readonly address: string;
  /** Its folder on the lab PC. */
  readonly directory: string;
  /** Cuts every further link after so many bytes one way; nothing: none. */
  readonly cut: (way: 'up' | 'down', bytes?: number) => void;
}

/** A lab on a computer that is reached by ssh, and is empty; this computer has another home. */
async function farLab(): Promise<Link> {
  const folder = temporaryFolder();
  const directory = join(temporaryFolder(), 'bay');
  const at = (way: string): string => join(folder, `cut-${way}`);
  const cutting = join(folder, 'cutting');
  // What ssh sends is one way, what sshd answers the other.
  writeFileSync(
    cutting,
    [
      '#!/bin/sh',
      `if [ -e ${at('up')} ]; then stdbuf -o0 head -c "$(cat ${at('up')})" | "$@"`,
      `elif [ -e ${at('down')} ]; then "$@" | stdbuf -o0 head -c "$(cat ${at('down')})"`,
      'else exec "$@"; fi',
    ].join('\n'),
  );
  chmodSync(cutting, 0o755);
  vi.stubEnv('STRANDLINE_HOME', temporaryFolder());
  vi.stubEnv('STRANDLINE_SSH', labPc(folder, temporaryFolder(), `${cutting} `).ssh);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    const lock = join(directory, 'lab.lock.json');
    if (!existsSync(lock)) return;
    process.kill((JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }).pid, 'SIGKILL');
  });
  await strandlineJson('init', directory, '--name', 'Bay');
  return {
    address: `ssh://labpc${directory}`,
    directory,
    cut: (way, bytes) => (bytes === undefined ? rmSync(at(way)) : writeFileSync(at(way), String(bytes))),
  };
}

/** SHA-256 of every photo below a folder. */
function hashesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jpg'))
    .map(({ parentPath, name }) =>
      createHash('sha256')
        .update(readFileSync(join(parentPath, name)))
        .digest('hex'),
    )
    .toSorted();
}

describe.skipIf(withoutSshd())('files of commands over ssh', () => {
  test('go there and come here whole; what was cut off is begun again and goes on', async () => {
    const { address, directory, cut } = await farLab();
    const stored = (lab = directory): string[] => hashesIn(join(lab, 'photos'));
    const photos = temporaryFolder();
    await writeTwoClasses(photos, 3, 2);
    // What is no photo is sent too.
    await writeTree(photos, { 'bright/s0/large.jpg': Buffer.alloc(1_500_000, 7) });

    cut('up', 900_000);
    const broken = await strandline('import', address, photos);
    // Not enough for all of it.
    cut('up', 1_200_000);
    const imported = await strandline('import', address, photos);
    cut('up');
    expect(broken).toMatchObject({ code: 1, stdout: '' });
    expect(broken.stderr).toMatch(/The link to labpc is lost .* Give the command once more/);
    expect(imported.stdout).toContain('12 new photos of 6 samples');
    expect(stored()).toHaveLength(12);
    expect(hashesIn(photos)).toEqual(expect.arrayContaining(stored()));

    const tree = join(temporaryFolder(), 'tree');
    cut('down', 20_000);
    const torn = await strandline('export-photos', address, tree);
    cut('down');
    expect(torn).toMatchObject({ code: 1, stdout: '' });
    expect(torn.stderr).toMatch(/The link to labpc is lost .* Give the command once more/);
    const exported = await strandline('export-photos', address, tree);
    expect(exported.stdout).toContain(`12 photos written to ${tree}`);
    expect(hashesIn(tree)).toEqual(stored());

    const theirs = await twoClassLab(2, 1, 5000);
    const [up, folder] = [join(temporaryFolder(), 'theirs.zip'), temporaryFolder()];
    const down = join(folder, 'bay.zip');
    const model = writeTinyModel([
      { id: 1, name: 'bright' },
      { id: 2, name: 'dark' },
    ]);
    const [, looked, merged, added, written, packed, back] = await strandlines(
      ['pack', theirs, up],
      // Nothing of it is sent: it lies there.
      ['import', address, `there:${photos}`, '--dry-run'],
      ['merge', address, up],
      ['import-model', address, model, '--name', 'tiny'],
      ['export-model', address, folder],
      ['pack', address, down],
      ['merge', theirs, down, '--json'],
    );
    expect(looked).toMatchObject({ code: 0 });
    expect(looked?.stderr).not.toContain('Sending');
    expect(merged?.stdout).toContain('4 samples, 4 photos');
    expect(stored()).toEqual(expect.arrayContaining(hashesIn(join(theirs, 'photos'))));
    expect(added?.stdout).toContain('Model 1 "tiny"');
    expect(written?.stdout).toBe(`Written to ${join(folder, 'tiny.onnx')}.\n`);
    expect(readModelInfo(join(folder, 'tiny.onnx')).classes).toHaveLength(2);
    expect(packed?.stdout).toContain(`Packed: 10 samples, 16 photos, 0 sessions, 0 verdicts`);
    expect(packed?.stdout).toContain(down);
    expect(JSON.parse(back?.stdout ?? '')).toMatchObject({ comes: { samples: 6, photos: 12 } });
    expect(stored(theirs)).toEqual(stored());
  });
});
