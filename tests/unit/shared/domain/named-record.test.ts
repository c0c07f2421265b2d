import { expect, test } from 'vitest';
import { z } from 'zod';
import { namedRecord, valueNamed } from '#shared/domain/named-record.ts';

const names = ['constructor', '__proto__', 'toString', 'plastic'];
const counts = Object.fromEntries(names.map((name, index) => [name, index]));

test('a record keeps what is called like a part of every object', () => {
  const parsed = namedRecord(z.int()).parse(JSON.parse(JSON.stringify(counts)));
  expect(Object.entries(parsed)).toEqual(names.map((name, index) => [name, index]));
  expect(names.map((name) => valueNamed(parsed, name))).toEqual([0, 1, 2, 3]);
  expect(valueNamed(parsed, 'hasOwnProperty')).toBeUndefined();
});

test.each([{ plastic: 'many' }, [1], 'plastic', null, undefined])('%j is no record of numbers', (value) => {
  expect(namedRecord(z.int()).safeParse(value).success).toBe(false);
});
