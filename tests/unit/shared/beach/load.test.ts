import { describe, expect, it } from 'vitest';
import { guidelineItems } from '#shared/beach/guideline.ts';
import { type BeachItem, type Found, loadOf, missingIn, unclassed } from '#shared/beach/load.ts';
import { type SurveyField, surveyFields } from '#shared/fields/survey-fields.ts';

const empty = Object.fromEntries(Object.keys(surveyFields).map((field) => [field, null]));
const protocol = (set: Partial<Record<SurveyField, string | number>>) =>
  ({ ...empty, ...set }) as unknown as Found['protocol'];

const item: BeachItem = {
  role: 'environmental',
  replicate: 1,
  person: 'plastic',
  model: null,
  morphotype: 'fragment',
  colour: null,
  sizeUm: 2500,
  massMg: 2,
  polymer: null,
};
const items = (n: number, change: Partial<BeachItem> = {}): BeachItem[] =>
  Array.from({ length: n }, () => ({ ...item, ...change }));
const said = (name: string): Partial<BeachItem> => ({
  person: null,
  model: { class: name, outcome: 'class' },
});
const model = {
  name: 'first',
  classes: ['plastic', 'shell'],
  confusion: [
    [18, 2],
    [4, 16],
  ],
};
const found = (change: Partial<Found>): Found => ({
  items: [],
  trays: [],
  protocol: protocol({ replicates: 2, quadratSide: 50, dryMass: 4, volume: 3 }),
  model: null,
  ...change,
});
const valueOf = (load: ReturnType<typeof loadOf>, name: string): number | undefined =>
  load.classes.find((one) => one.name === name)?.perQuadrat.value;

describe('what the beach carries', () => {
  it('is told per area, mass, volume and in grams', () => {
    const load = loadOf(found({ items: [...items(6), ...items(2, { replicate: 2 })] }));
    expect(load.total.perQuadrat.value).toBe(4);
    expect(load.total.densities.m2?.value).toBe(16);
    expect(load.total.densities.kg?.value).toBe(2);
    expect(load.total.densities.L?.value).toBeCloseTo(8 / 3, 9);
    expect(load.total.grams).toMatchObject({ value: 0.032, weighed: 8, of: 8 });
  });

  it('counts quadrats in which nothing was found', () => {
    const load = loadOf(found({ items: items(6), protocol: protocol({ replicates: 6, quadratSide: 100 }) }));
    expect(load.total.densities.m2?.value).toBe(1);
    expect(load.apart).toBe(true);
  });

  it('keeps the counts of model and person apart, and takes the person’s word', () => {
    const both = { person: 'shell', model: { class: 'plastic', outcome: 'unsure' as const } };
    const load = loadOf(found({ items: [...items(2), ...items(3, both)], model }));
    expect(load.classes.map((one) => [one.name, one.model, one.person])).toEqual([
      ['plastic', 3, 2],
      ['shell', 0, 3],
    ]);
    expect(load.classes.map(({ perQuadrat }) => perQuadrat.value)).toEqual([1, 1.5]);
    expect([load.byModel, load.unsure]).toEqual([false, 0]);
  });

  it('corrects what the model alone counted, and no class that it does not know', () => {
    const wood = items(4, { person: 'wood' });
    const load = loadOf(
      found({ items: [...items(10, said('plastic')), ...items(10, said('shell')), ...wood], model }),
    );
    // 20 things: plastic p by p · 0.9 + (20 − p) · 0.2 = 10.
    expect(valueOf(load, 'plastic')).toBeCloseTo(6 / 0.7 / 2, 9);
    expect(valueOf(load, 'wood')).toBe(2);
    expect(load.total.perQuadrat.value).toBeCloseTo(12, 9);
  });

  it('says why it does not correct', () => {
    const things = items(3, said('plastic'));
    const why = (one: Found['model']): string | null =>
      loadOf(found({ items: things, model: one })).uncorrected;
    expect(why({ ...model, confusion: null })).toMatch(/evaluate it/);
    expect(why({ ...model, confusion: [[1, 0], [0, 1]] })).toMatch(/fewer than 5/); // prettier-ignore
    expect(why(model)).toBeNull();
    expect(valueOf(loadOf(found({ items: things, model: { ...model, confusion: null } })), 'plastic')).toBe(
      1.5,
    );
  });

  it('subtracts the mean of the blanks, those with nothing in them too', () => {
    const blank = { role: 'blank' as const };
    const load = loadOf(
      found({
        items: [...items(10), ...items(10, { replicate: 2 }), ...items(2, blank)],
        trays: [{ role: 'blank', replicate: 2 }],
      }),
    );
    expect(load.total.perQuadrat.value).toBe(9);
    expect(load.blanks).toMatchObject({ blanks: 2, mean: 1, counts: [2, 0], standing: 'uncounted' });
    const five = loadOf(
      found({
        items: [...items(10), ...items(5, blank)],
        protocol: protocol({ replicates: 1, labBlanks: 5 }),
      }),
    );
    expect(five.total.perQuadrat.value).toBe(9);
  });

  it('leaves spikes out, and names what has no class', () => {
    const load = loadOf(found({ items: [...items(3, { role: 'spike' }), ...items(2, { person: null })] }));
    expect(load.spikes).toBe(3);
    expect(load.classes.map(({ name }) => name)).toEqual([unclassed]);
    expect(load.total.perQuadrat.value).toBe(1);
  });

  it('parts things by shape, colour and size', () => {
    const { strata } = loadOf(
      found({ items: [...items(3), ...items(1, { morphotype: null, sizeUm: 400 })] }),
    );
    expect(strata.morphotype.map(({ word, things }) => [word, things])).toEqual([
      ['Fragment', 3],
      ['Not said', 1],
    ]);
    expect(strata.size).toHaveLength(2);
    expect(strata.colour).toMatchObject([{ word: 'Not said', things: 4, total: { value: 8 } }]);
  });

  it('of nothing at all is an answer', () => {
    const load = loadOf(found({ protocol: protocol({}) }));
    expect(load.classes).toEqual([]);
    expect(load.total.perQuadrat.value).toBe(0);
    expect(load.unit).toBeNull();
  });
});

describe('what is missing', () => {
  it('is named, each with what to enter', () => {
    const bare = found({ items: items(3, { replicate: null, sizeUm: null }), protocol: protocol({}) });
    const sentences = missingIn(bare, loadOf(bare), 2);
    expect(sentences.join(' ')).toMatch(
      /2 of 2 trays .* Replicates .* Quadrat side .* Sediment, dry .* Sediment, volume .* \(3 without\).* Blanks: .* Recovery .* size of 3 of 3/,
    );
  });

  it('is nothing where all is there', () => {
    const whole = found({
      items: [...items(3), ...items(1, { role: 'blank' }), ...items(1, { role: 'blank', replicate: 2 })],
      protocol: protocol({ replicates: 2, quadratSide: 50, dryMass: 4, volume: 3, spikeRecovery: 90 }),
    });
    expect(missingIn(whole, loadOf(whole), 0)).toEqual([]);
  });

  it('of the compulsory items are all 17 named, there or not', () => {
    const site = { hasPosition: true };
    const bare = found({ protocol: protocol({}) });
    const none = guidelineItems(bare, loadOf(bare), site);
    expect(none).toHaveLength(17);
    expect(none.every(({ there, enter }) => there === null && enter !== '')).toBe(true);
    const some = found({ items: items(2), protocol: protocol({ replicates: 2, date: '2026-08-02', startTime: '10:00', sieveMesh: 300, cleanAir: 'yes' }) }); // prettier-ignore
    const there = guidelineItems(some, loadOf(some), site).flatMap((one) => one.there ?? []);
    expect(there).toEqual([
      '2 quadrats',
      'counted apart',
      'Filtered air: yes',
      '2026-08-02; 10:00',
      'Sieve mesh 300 µm',
      'Sieve mesh 300 µm',
    ]);
  });
});
