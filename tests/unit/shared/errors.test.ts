import { expect, test } from 'vitest';
import { StrandlineError, fromWireError, toWireError, wireErrorSchema } from '#shared/errors.ts';

test('an error keeps code, message, data and action across a border', () => {
  const error = new StrandlineError('lab-locked', 'The lab is open in process 12.', { pid: 12 });
  const back = fromWireError(wireErrorSchema.parse(structuredClone(toWireError(error))));
  expect(back).toMatchObject({
    code: 'lab-locked',
    message: error.message,
    data: { pid: 12 },
    action: error.action,
  });
  expect(back.action).toMatch(/Close the lab/);
});

test('what nobody expected becomes internal and keeps its message', () => {
  expect(toWireError(new TypeError('x is undefined'))).toMatchObject({
    code: 'internal',
    message: 'Unexpected failure: x is undefined',
  });
});
