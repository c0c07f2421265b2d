import { describe, expect, it } from 'vitest';
import type { SampleRow } from '#shared/domain/sample.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { ReviewItem } from '#shared/review/queue.ts';
import { sampleIdOf } from '../../../../support/ids.ts';
import { LabWindow } from '../../../../../src/renderer/lab-window.svelte.ts';
import { reasonText } from '../../../../../src/renderer/catalogue/review/review-text.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';
import { sampleRow } from '../../../../support/rows.ts';

const classes = ['plastic', 'not-plastic'].map((name, index) => ({
  id: index + 1,
  name,
  colour: null,
  key: null,
  photos: 0,
  samples: 0,
}));

function item(sample: number, more: Partial<ReviewItem> = {}): ReviewItem {
  return {
    sample: sampleIdOf(sample),
    reason: 'disagrees',
    label: 1,
    opinion: { classId: 2, confidence: 0.9, sureness: 0.9, outcome: 'class', source: 'asked' },
    readings: [],
    claims: [],
    ...more,
  };
}

/** A lab whose queue is what it was at first without what was decided; `undo` brings the last back. */
async function reviewing(first: ReviewItem[], { refuses = false } = {}) {
  const decided: { sample: number; class: number | null; blind: boolean }[] = [];
  const left = () => first.filter(({ sample }) => !decided.some((one) => one.sample === sample));
  const transport = createFakeTransport({
    catalogue: {
      surveys: () => [],
      classes: () => classes,
      list: () => new Uint32Array(),
      samples: ({ ids }): SampleRow[] => ids.map((id) => sampleRow(id)),
    },
    review: {
      list: () => ({
        model: { id: 1, name: 'a model' },
        total: left().length,
        items: left(),
        samples: 9,
        opinions: 9,
      }),
      blind: () => Uint32Array.from(left().map(({ sample }) => sample)),
    },
    edits: {
      state: () => ({ undo: null, redo: null, person: 'Ines' }),
      review: ({ samples: [sample = 0], class: classId }) => {
        if (refuses) throw new StrandlineError('not-found', 'This sample is not there any more.');
        decided.push({ sample, class: classId, blind: false });
      },
      readBlind: ({ sample, class: classId }) => void decided.push({ sample, class: classId, blind: true }),
      undo: () => {
        decided.pop();
        return { kind: 'review', things: 1 };
      },
    },
  });
  const media = {
    getUserMedia: () => Promise.reject(new Error()),
    enumerateDevices: () => Promise.resolve([]),
  };
  const lab = new LabWindow(createClient(contract, transport), { media: media as never });
  const { catalogue, review } = lab.catalogue;
  await catalogue.refresh();
  await review.start();
  return { lab, review, decided };
}

describe('the review', () => {
  it('goes on to the next sample with every decision, and back with an undo', async () => {
    const { lab, review, decided } = await reviewing([item(1), item(2), item(3)]);
    expect(review.current).toBe(1);
    const first = review.say(2);
    expect(review.current).toBe(2);
    await first;
    await review.confirm();
    expect(decided).toEqual([
      { sample: 1, class: 2, blind: false },
      { sample: 2, class: 1, blind: false },
    ]);
    expect([review.current, review.done, review.left]).toEqual([3, 2, 1]);
    await lab.shell.edits.undo();
    await review.refresh();
    expect([review.current, review.done, review.left]).toEqual([2, 1, 2]);
  });

  it('takes keys as fast as they come', async () => {
    const { review, decided } = await reviewing([item(1), item(2), item(3), item(4)]);
    await Promise.all([review.say(1), review.say(2), review.say(null)]);
    expect(decided.map(({ sample, class: classId }) => [sample, classId])).toEqual([
      [1, 1],
      [2, 2],
      [3, null],
    ]);
    expect([review.current, review.done]).toEqual([4, 3]);
  });

  it('confirms the class that the sample has, or else the model’s', async () => {
    const { review, decided } = await reviewing([item(1), item(2, { label: null, reason: 'unlabelled' })]);
    await review.confirm();
    await review.confirm();
    expect(decided.map((one) => one.class)).toEqual([1, 2]);
    expect(review.current).toBeUndefined();
  });

  it('skips without a word to the lab, and stops at both ends', async () => {
    const { review, decided } = await reviewing([item(1), item(2)]);
    review.move(1);
    review.move(1);
    expect(review.current).toBe(2);
    review.move(-5);
    expect(review.current).toBe(1);
    expect(decided).toEqual([]);
  });

  it('shows a blind reader nothing to follow, and keeps what they say as a reading', async () => {
    const { review, decided } = await reviewing([item(1), item(2)]);
    await review.start('blind');
    expect([review.item, review.proposal]).toEqual([undefined, undefined]);
    await review.confirm();
    await review.say(null);
    expect(decided).toEqual([]);
    await review.say(2);
    expect(decided).toEqual([{ sample: 1, class: 2, blind: true }]);
    expect(review.current).toBe(2);
  });

  it('brings a sample back whose decision was refused', async () => {
    const { lab, review } = await reviewing([item(1), item(2)], { refuses: true });
    await review.say(1);
    expect([review.current, review.done, review.left]).toEqual([1, 0, 2]);
    expect(lab.notices.list.map(({ message }) => message).join()).toContain('not there any more');
  });
});

it('says why a sample needs a look', () => {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  expect(reasonText(item(1), names)).toMatch(
    /^The model says not-plastic, 90.0.% sure; its class is plastic.$/,
  );
  expect(
    reasonText(
      item(1, {
        reason: 'readers',
        readings: [
          { person: 'Ines', classId: 1 },
          { person: 'Tomas', classId: 2 },
        ],
      }),
      names,
    ),
  ).toBe('Ines reads plastic; Tomas reads not-plastic; its class is plastic.');
});
