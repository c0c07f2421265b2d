import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FlatPhoto,
  type Grouping,
  groupPhotos,
  groupingSchema,
  proposeGrouping,
} from '#shared/imports/grouping.ts';

function named(...files: string[]): FlatPhoto[] {
  return files.map((file) => ({ file, takenAt: null, modifiedAt: null }));
}

/** Photos of a camera, at these seconds after noon. */
function taken(...seconds: number[]): FlatPhoto[] {
  return seconds.map((second, index) => ({
    file: `IMG_${String(index + 1).padStart(4, '0')}.jpg`,
    takenAt: new Date(Date.UTC(2024, 4, 18, 12, 0, second)).toISOString().slice(0, 19),
    modifiedAt: null,
  }));
}

/** Names and files of the groups, in their order. */
function groupsOf(photos: readonly FlatPhoto[], grouping: Grouping): (string | null | string[])[][] {
  return groupPhotos(photos, grouping).map(({ name, files }) => [name, [...files]]);
}

function proposedNames(...files: string[]): unknown {
  const { grouping, groups } = proposeGrouping(named(...files));
  return { by: grouping.by, groups: groups.map(({ name, files: group }) => [name, group.length]) };
}

describe('names of photos that name their sample', () => {
  it.each([
    [
      'a separator and a number',
      ['A1_01.jpg', 'A1_02.jpg', 'B2_01.jpg', 'B2_02.jpg', 'B2_03.jpg'],
      [
        ['A1', 2],
        ['B2', 3],
      ],
    ],
    [
      'Windows’ numbers in brackets, and the first photo without one',
      ['JAR-7.jpg', 'JAR-7 (2).jpg', 'JAR-7 (3).jpg', 'JAR-8.jpg', 'JAR-8 (2).jpg'],
      [
        ['JAR-7', 3],
        ['JAR-8', 2],
      ],
    ],
    [
      'a word for the angle',
      ['S3-angle-10.png', 'S3-angle-1.png', 'S3-angle-2.png', 'S4-angle-1.png', 'S4-angle-2.png'],
      [
        ['S3', 3],
        ['S4', 2],
      ],
    ],
    [
      'letters',
      ['12a.jpg', '12b.jpg', '13a.jpg', '13b.jpg'],
      [
        ['12', 2],
        ['13', 2],
      ],
    ],
    [
      'a sample’s number that has separators itself',
      ['JAR-017-1.jpg', 'JAR-017-2.jpg', 'JAR-203-1.jpg', 'JAR-203-2.jpg'],
      [
        ['JAR-017', 2],
        ['JAR-203', 2],
      ],
    ],
    [
      'an objective behind the number',
      ['A1_01_4x.jpg', 'A1_02_4x.jpg', 'B2_01_4x.jpg', 'B2_02_4x.jpg'],
      [
        ['A1', 2],
        ['B2', 2],
      ],
    ],
    [
      'ways of several people in one folder',
      [
        'A1_01.jpg',
        'A1_02.jpg',
        'A2_01.jpg',
        'A2_02.jpg',
        'JAR-7.jpg',
        'JAR-7 (2).jpg',
        'JAR-8.jpg',
        'JAR-8 (2).jpg',
      ],
      [
        ['A1', 2],
        ['A2', 2],
        ['JAR-7', 2],
        ['JAR-8', 2],
      ],
    ],
    ['one sample', ['A1_01.jpg', 'A1_02.jpg', 'A1_03.jpg'], [['A1', 3]]],
    [
      'capitals and accents that are written otherwise',
      ['o\u0308l1_1.jpg', 'Öl1_2.JPG', 'öl2_1.jpg', 'öl2_2.jpg'],
      [
        ['o\u0308l1', 2],
        ['öl2', 2],
      ],
    ],
  ])('%s', (_, files, groups) => {
    expect(proposedNames(...files)).toEqual({ by: 'name', groups });
  });

  it.each([
    [
      'numbers of samples',
      ['JAR-7.jpg', 'JAR-8.jpg', 'JAR-9.jpg', 'JAR-12.jpg'],
      ['JAR-7', 'JAR-8', 'JAR-9', 'JAR-12'],
    ],
    ['the lab’s own series', ['S-1.jpg', 'S-2.jpg', 'S-3.jpg'], ['S-1', 'S-2', 'S-3']],
    [
      'words that may be classes',
      ['plastic_1.jpg', 'plastic_2.jpg', 'shell_1.jpg', 'shell_2.jpg'],
      ['plastic_1', 'plastic_2', 'shell_1', 'shell_2'],
    ],
    ['plain numbers', ['1.jpg', '2.jpg', '10.jpg'], ['1', '2', '10']],
  ])('%s are no numbers of photos: each photo stands alone, under its name', (_, files, names) => {
    expect(proposedNames(...files)).toEqual({ by: 'each', groups: names.map((name) => [name, 1]) });
  });

  it('says which pattern was found', () => {
    const { reasons } = proposeGrouping(named('A1_01.jpg', 'A1_02.jpg', 'B2_01.jpg', 'B2_02.jpg', 'odd.jpg'));
    expect(reasons).toEqual(['4 of 5 names are a sample’s name with the number of a photo: {sample}_{n}.']);
  });

  it('photos whose name says nothing stand alone beside the others, a camera’s without a name', () => {
    const photos = named('A1_1.jpg', 'A1_2.jpg', 'A2_1.jpg', 'A2_2.jpg', 'IMG_0001.jpg', 'odd.jpg');
    expect(groupsOf(photos, { by: 'name', pattern: null }).slice(2)).toEqual([
      [null, ['IMG_0001.jpg']],
      ['odd', ['odd.jpg']],
    ]);
  });
});

describe('samples that a table names', () => {
  const photos = [
    { file: 'IMG_3.jpg', takenAt: null, modifiedAt: null, sample: 'J1' },
    { file: 'IMG_1.jpg', takenAt: null, modifiedAt: null, sample: 'j1' },
    ...named('IMG_2.jpg'),
  ];

  it('go before any grouping of the others', () => {
    expect(groupsOf(photos, { by: 'each' })).toEqual([
      ['j1', ['IMG_1.jpg', 'IMG_3.jpg']],
      [null, ['IMG_2.jpg']],
    ]);
    expect(proposeGrouping(photos).reasons[0]).toBe('The table names the samples of 2 of 3 photos.');
  });
});

describe('the key of a group', () => {
  it('stays when further photos of the sample come', () => {
    const few = groupPhotos(named('A1_2.jpg', 'A2_1.jpg', 'A2_2.jpg'), {
      by: 'name',
      pattern: '{sample}_{n}',
    });
    const more = groupPhotos(named('A1_1.jpg', 'A1_2.jpg', 'a1_3.jpg'), {
      by: 'name',
      pattern: '{sample}_{n}',
    });
    expect(more.map(({ key }) => key)).toEqual([few[0]?.key]);
  });

  it('is like no other, also where two files alone have one name', () => {
    const groups = groupPhotos(named('A1.jpg', 'A1.png', 'A1_x.jpg'), { by: 'each' });
    expect(new Set(groups.map(({ key }) => key)).size).toBe(3);
  });
});

describe('a pattern that a person wrote', () => {
  it('has places for the sample, the number and anything else', () => {
    const photos = named('2024 north A1-2 4x.jpg', '2024 north A1-10 10x.jpg', '2024 south A1-1.jpg');
    expect(groupsOf(photos, { by: 'name', pattern: '2024 * {sample}-{n} *' })).toEqual([
      ['A1', ['2024 north A1-2 4x.jpg', '2024 north A1-10 10x.jpg']],
      ['2024 south A1-1', ['2024 south A1-1.jpg']],
    ]);
  });

  it('takes characters literally that expressions use', () => {
    const photos = named('A.1 (1).jpg', 'A.1 (2).jpg', 'Ab1 (3).jpg');
    expect(groupsOf(photos, { by: 'name', pattern: '{sample}.1 ({n})' })).toEqual([
      ['A', ['A.1 (1).jpg', 'A.1 (2).jpg']],
      ['Ab1 (3)', ['Ab1 (3).jpg']],
    ]);
  });

  it('is refused in words where the sample has no place', () => {
    const { error } = groupingSchema.safeParse({ by: 'name', pattern: 'A_{n}' });
    expect(error?.issues[0]?.message).toContain('must have {sample} once');
    expect(groupingSchema.safeParse({ by: 'name', pattern: '{sample}*****' }).success).toBe(false);
  });
});

describe('pauses between photos of a camera', () => {
  it('part bursts, by the shortest pause that stands out and not by the night', () => {
    const morning = [0, 3, 5, 60, 64, 66, 130, 131, 135];
    const nextDay = morning.map((second) => second + 86_400);
    const { grouping, groups, reasons } = proposeGrouping(taken(...morning, ...nextDay));
    expect(grouping.by).toBe('gap');
    expect(groups.map(({ name, files }) => [name, files.length])).toEqual(
      Array.from({ length: 6 }, () => [null, 3]),
    );
    expect(reasons).toEqual([
      'The names are the camera’s and say nothing of the samples.',
      'Photos come in bursts: at most 4 s within one, at least 55 s between two (times of the camera).',
    ]);
  });

  it('that are all alike say nothing: each photo stands alone', () => {
    const { grouping, reasons } = proposeGrouping(taken(0, 20, 41, 60, 82, 100));
    expect(grouping).toEqual({ by: 'each' });
    expect(reasons.at(-1)).toBe('No pause between the photos stands out (times of the camera).');
  });

  it('are those of the files where one photo has no time of a camera', () => {
    const photos = taken(0, 1, 100, 101, 200, 201).map((photo, index) => ({
      ...photo,
      takenAt: index === 0 ? null : photo.takenAt,
      modifiedAt: `${photo.takenAt ?? ''}.000Z`,
    }));
    const { grouping, reasons } = proposeGrouping(photos);
    expect(grouping.by).toBe('gap');
    expect(reasons.at(-1)).toContain('times of the files');
  });

  it('are nothing where a copy has given all files one time', () => {
    expect(proposeGrouping(taken(0, 0, 0, 0, 0)).grouping).toEqual({ by: 'each' });
  });
});

const photo = fc.record({
  sample: fc.option(fc.constantFrom('A1', 'a1', 'J7'), { freq: 4, nil: undefined }),
  file: fc
    .stringMatching(/^[AB][1-3]([_-]\d{1,2}| \(\d\)|[a-c])?$|^IMG_\d{4}$|^.{1,12}$/u)
    .map((base) => `${base}.jpg`),
  takenAt: fc.option(
    fc.integer({ min: 0, max: 5000 }).map((second) => new Date(second * 1000).toISOString().slice(0, 19)),
  ),
  modifiedAt: fc.constantFrom(null, '2024-05-18T09:30:00.000Z', '2024-05-18T09:31:00.000Z'),
});
const photos = fc.uniqueArray(photo, { selector: ({ file }) => file, maxLength: 30 });
const grouping = fc.oneof(
  fc.record({ by: fc.constant('count' as const), photos: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ by: fc.constant('gap' as const), seconds: fc.integer({ min: 1, max: 900 }) }),
  fc.record({
    by: fc.constant('name' as const),
    pattern: fc.constantFrom(null, '{sample}_{n}', '{sample}*'),
  }),
  fc.constant({ by: 'each' as const }),
);

describe('however photos are grouped', () => {
  it('every photo is in one group, and the order in which they came says nothing', () => {
    fc.assert(
      fc.property(photos, grouping, (set, how) => {
        const groups = groupPhotos(set, how);
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
        expect(groups.flatMap(({ files }) => files).toSorted()).toEqual(
          set.map(({ file }) => file).toSorted(),
        );
        expect(groups.every(({ files }) => files.length > 0)).toBe(true);
        expect(groupPhotos(set.toReversed(), how)).toEqual(groups);
      }),
    );
  });

  it('what is proposed is what its grouping makes', () => {
    fc.assert(
      fc.property(photos, (set) => {
        const { grouping: how, groups, reasons } = proposeGrouping(set);
        expect(groups).toEqual(groupPhotos(set, how));
        expect(reasons.length).toBeGreaterThan(0);
        expect(proposeGrouping(set.toReversed())).toEqual({ grouping: how, groups, reasons });
      }),
    );
  });

  it('by count all groups but the last are full', () => {
    fc.assert(
      fc.property(photos, fc.integer({ min: 1, max: 9 }), (set, size) => {
        const unlisted = set.map((one) => ({ ...one, sample: undefined }));
        const sizes = groupPhotos(unlisted, { by: 'count', photos: size }).map(({ files }) => files.length);
        expect(sizes.slice(0, -1).every((one) => one === size)).toBe(true);
        expect(sizes.every((one) => one <= size)).toBe(true);
      }),
    );
  });

  it('by a pause photos of one group follow on each other, and groups do not', () => {
    const times = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 900 }), (at, seconds) => {
        const set = taken(...at);
        const timeOf = new Map(set.map(({ file }, index) => [file, at[index] ?? Number.NaN]));
        const groups = groupPhotos(set, { by: 'gap', seconds }).map(({ files }) =>
          files.map((file) => timeOf.get(file) ?? Number.NaN),
        );
        for (const group of groups)
          for (const [index, time] of group.slice(1).entries())
            expect(time - (group[index] ?? Number.NaN)).toBeLessThanOrEqual(seconds);
        for (const [index, group] of groups.slice(1).entries())
          expect((group[0] ?? Number.NaN) - (groups[index]?.at(-1) ?? Number.NaN)).toBeGreaterThan(seconds);
      }),
    );
  });
});
