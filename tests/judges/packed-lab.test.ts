import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packLab } from '#host/catalogue/merge/pack-lab.ts';
import { asked, judgesAreMissing } from '../support/judges.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { giveLab, hashOfText } from '../support/merged-labs.ts';
import { workOn } from '../support/work-on.ts';

test.skipIf(judgesAreMissing)(
  'a packed lab is a bag that the Library of Congress’s library finds valid',
  async () => {
    const lab = giveLab(temporaryLab(), {
      surveys: { 'North Bay': {} },
      samples: [{ survey: 'North Bay', number: 'S-0001', class: 'plastic', photos: ['one', 'two'] }],
    });
    const file = join(temporaryFolder(), 'lab.zip');
    await packLab(workOn(lab), { file, survey: 1 });
    const photos = ['one', 'two'].map(hashOfText);
    expect(asked('bag.py', file, temporaryFolder())).toMatchObject({
      info: {
        'External-Description': expect.stringMatching(/^The lab .*, its survey North Bay$/) as unknown,
      },
      payload: [
        'data/lab.sqlite3',
        ...photos.map((hash) => `data/photos/${hash.slice(0, 2)}/${hash.slice(2)}.jpg`).sort(),
      ],
    });
  },
);
