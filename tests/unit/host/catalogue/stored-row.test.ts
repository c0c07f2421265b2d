import { expect, test } from 'vitest';
import { z } from 'zod';
import { StoredRow, damagedRow, readStored } from '#host/catalogue/stored-row.ts';

const score = z.object({ loss: z.number() });

test('a row says what of it cannot be read, once each, and keeps the rest', () => {
  const row = new StoredRow();
  expect(row.read(score, '{"loss":0.5}', 'curve')).toEqual({ loss: 0.5 });
  expect(row.damaged).toBeNull();
  // What JSON.stringify makes of Infinity.
  expect(row.read(score, JSON.stringify({ loss: Infinity }), 'curve')).toBeUndefined();
  expect(row.read(score, '{"lo', 'curve')).toBeUndefined();
  expect(row.damaged).toBe('Damaged: its curve cannot be read.');
  expect(row.readIfAny(score, null, 'result')).toBeNull();
  expect(row.readIfAny(score, '', 'result')).toBeNull();
  expect(row.readIfAny(score, '7', 'error')).toBeNull();
  expect(row.damaged).toBe('Damaged: its curve, result and error cannot be read.');
  expect(damagedRow('Run 3 (frozen)', row.damaged)).toMatchObject({
    code: 'corrupt-file',
    message: expect.stringContaining('Run 3 (frozen) is not whole. Damaged: its curve, result') as string,
  });
});

test('a value of another form is no value', () => {
  expect(readStored(z.array(z.int()), '[1, 2]')).toEqual([1, 2]);
  expect(readStored(z.array(z.int()), '[1, null]')).toBeUndefined();
  expect(readStored(z.array(z.int()), 'nonsense')).toBeUndefined();
});
