import { expect, test } from 'vitest';
import { siteFields } from '#shared/fields/site-fields.ts';
import { FieldsDraft } from '../../../../src/renderer/lib/fields-draft.svelte.ts';
import { strings } from '../../../../src/renderer/lib/strings.ts';

const begun = { name: 'North Bay', reference: 'NB', region: 'Westfjords' };

function draftOf(written: Readonly<Record<string, string>>): FieldsDraft<keyof typeof siteFields> {
  const draft = new FieldsDraft(siteFields);
  draft.fill(begun);
  Object.assign(draft.texts, written);
  return draft;
}

test('a form that is saved leaves alone what somebody else has written in its other fields meanwhile', () => {
  const draft = draftOf({ region: 'West' });
  expect(draft.written(draft.read() ?? {}, { ...begun, reference: 'N-1' })).toEqual({ region: 'West' });
});

test('what somebody else has written in the same field is said once, and saved over only then', () => {
  const draft = draftOf({ region: 'West' });
  const now = { ...begun, region: 'Snæfellsnes' };
  expect(draft.written(draft.read() ?? {}, now)).toBeUndefined();
  expect(draft.problems.region).toBe(strings.changedMeanwhile('Snæfellsnes'));
  expect(draft.written(draft.read() ?? {}, now)).toEqual({ region: 'West' });
});

test('what two people have written alike is no conflict', () => {
  const draft = draftOf({ region: 'West' });
  expect(draft.written(draft.read() ?? {}, { ...begun, region: 'West' })).toEqual({ region: 'West' });
});
