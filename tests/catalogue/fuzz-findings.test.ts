import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectPhoto } from '#host/catalogue/import/read-photo.ts';
import { readPth } from '#host/training/weights/pth.ts';
import { isSlip } from '../../scripts/fuzz/target.ts';

const folder = join(import.meta.dirname, '../fuzz/findings');

/** What a reader says of bytes that it refuses; nothing where it takes them. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => Promise<string> | string>> = {
  images: async (bytes) => {
    const read = await inspectPhoto(bytes);
    return 'leftOut' in read ? read.leftOut : '';
  },
  pth: (bytes) => {
    try {
      readPth(bytes);
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
};

describe('what fuzzing has found', () => {
  test.each(readdirSync(folder))('%s is taken or refused in a sentence', async (name) => {
    const reader = readers[name.split('-')[0] ?? ''];
    const said = (await reader?.(readFileSync(join(folder, name)))) ?? 'undefined: no reader is called so';
    expect(isSlip(said), said).toBe(false);
    expect(said.split('\n')).toHaveLength(1);
    expect(said.length).toBeLessThan(250);
  });
});
