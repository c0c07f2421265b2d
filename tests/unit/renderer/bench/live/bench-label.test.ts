import { describe, expect, it } from 'vitest';
import { samplesCalled } from '#host/catalogue/queries/samples/samples-called.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { labelText } from '#shared/domain/label.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { KeepTarget } from '../../../../../src/renderer/bench/live/keep-target.svelte.ts';
import { readCode } from '../../../../../src/renderer/catalogue/scan/read-code.ts';
import { fillLab } from '../../../../support/catalogue.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';
import { pictureOf } from '../../../../support/label-picture.ts';
import { temporaryLab } from '../../../../support/labs.ts';

/** A bench over a lab of two surveys that both have the numbers from S-0001 on. */
function bench() {
  const lab = temporaryLab();
  const north = fillLab(lab, { samples: 3, survey: 'North Bay' });
  const south = fillLab(lab, { samples: 2, survey: 'South Bay' });
  const transport = createFakeTransport({ bench: { find: ({ text }) => samplesCalled(lab.db, text) } });
  const core = new WindowCore(createClient(contract, transport));
  const keeping = new KeepTarget(core);
  return { keeping, notices: core.notices, north, south };
}

/** What the camera reads off a printed label. */
async function scan(surveyName: string, number: string): Promise<string> {
  return readCode(await pictureOf(labelText({ surveyName, number }), { turn: 12 })) ?? '';
}

describe('a label before the bench’s camera', () => {
  it('chooses its sample, in its own survey, whichever new samples go to', async () => {
    const { keeping, notices, north, south } = bench();
    keeping.survey = north.survey;
    await keeping.scanned(await scan('South Bay', 'S-0002'));
    expect(keeping.sample).toMatchObject({ number: 'S-0002', survey: { name: 'South Bay' } });
    expect(keeping.target).toEqual({ sample: south.samples[1] });
    expect(keeping.text).toBe('');
    expect(notices.list).toEqual([]);
  });

  it('chooses none where this lab has no such sample, says so, and leaves what was read to be mended', async () => {
    const { keeping, notices, north } = bench();
    keeping.survey = north.survey;
    await keeping.scanned(await scan('North Bay', 'S-0001'));
    for (const [survey, number] of [
      ['North Bay', 'S-0417'],
      ['South Bay', 'S-0003'],
    ] as const) {
      const text = await scan(survey, number);
      await keeping.scanned(text);
      expect(keeping.sample).toBeUndefined();
      expect(keeping.target).toEqual({ survey: north.survey });
      expect(keeping.text).toBe(text);
      expect(notices.list.at(-1)?.message).toContain(number);
    }
  });

  it('asks which survey is meant where only a number was typed', async () => {
    const { keeping, south } = bench();
    await keeping.scanned('2');
    expect(keeping.sample).toBeUndefined();
    expect(keeping.found.map(({ survey }) => survey.name)).toEqual(['South Bay', 'North Bay']);
    keeping.choose(keeping.found[0]);
    expect(keeping.target).toEqual({ sample: south.samples[1] });
  });
});
