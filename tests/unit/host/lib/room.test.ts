import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Room } from '#host/lib/room.ts';

test('never more than there is room for is within, and nobody waits for ever or is overtaken', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 15 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 10 }),
      async (parts, all) => {
        const room = new Room(all);
        let taken = 0;
        const began: number[] = [];
        const works = parts.map((part, index) =>
          room.within(part, async () => {
            began.push(index);
            taken += Math.min(part, all);
            expect(taken).toBeLessThanOrEqual(all);
            await Promise.resolve();
            taken -= Math.min(part, all);
            return index;
          }),
        );
        expect(await Promise.all(works)).toEqual(parts.map((_, index) => index));
        expect(began).toEqual(parts.map((_, index) => index));
      },
    ),
  );
});

test('what fails gives its part back', async () => {
  const room = new Room(1);
  await expect(room.within(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await room.within(1, () => Promise.resolve('yes'))).toBe('yes');
});
