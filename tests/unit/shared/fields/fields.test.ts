import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCoordinate } from '#shared/fields/coordinate.ts';
import { type FieldSpec, parseField } from '#shared/fields/field.ts';
import { parseQuantity } from '#shared/fields/quantity.ts';
import { sampleFields } from '#shared/fields/sample-fields.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import { sizeClassOf, termFor, vocabularies } from '#shared/domain/vocabulary.ts';

const today = '2026-08-02';

function problemOf(spec: FieldSpec, text: string): string {
  const reading = parseField(spec, text, today);
  return reading.ok ? `taken as ${reading.value}` : reading.problem;
}

describe('a quantity', () => {
  test.each([
    ['50', 'cm', 50],
    ['0,5 m', 'cm', 50],
    ['.5m', 'cm', 50],
    ['3 mm', 'µm', 3000],
    ['300 um', 'µm', 300],
    ['300 μm', 'µm', 300],
    ['12 500', 'µm', 12_500],
    ['1.5', 'g/cm³', 1.5],
    ['1500 kg/m3', 'g/cm³', 1.5],
    ['20 km/h', 'm/s', 5.55555555556],
    ['90 min', 'h', 1.5],
    ['85 %', '%', 85],
    ['-3', 'µm', -3],
  ] as const)('%s for a field in %s', (text, unit, expected) => {
    expect(parseQuantity(text, unit)).toEqual({ ok: true, value: expected });
  });

  test.each([
    ['5 kg', 'cm', '“5 kg” is a mass; a length is asked for here, in cm.'],
    ['12 ells', 'cm', '“ells” is not a unit known here; write it in cm.'],
    ['a lot', 'cm', '“a lot” is not a number of cm.'],
    ['1,250', 'µm', '“1,250” can be read as 1250 or as 1.250: write one of these.'],
    ['3 cm', null, '“3 cm” has a unit; write the number alone.'],
  ] as const)('%s for a field in %s is refused in words', (text, unit, problem) => {
    expect(parseQuantity(text, unit)).toEqual({ ok: false, problem });
  });

  test('is the same with a point and with a comma', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 99 }), (whole, part) => {
        const digits = String(part).padStart(2, '0');
        expect(parseQuantity(`${whole},${digits}`, 'mm')).toEqual(parseQuantity(`${whole}.${digits}`, 'mm'));
      }),
    );
  });
});

describe('a coordinate', () => {
  test.each([
    ['54.3231', 'latitude', 54.3231],
    ['54,3231', 'latitude', 54.3231],
    ['-33.9 ', 'latitude', -33.9],
    ['33.9 S', 'latitude', -33.9],
    ['10.1394° E', 'longitude', 10.1394],
    ["54°19.386'N", 'latitude', 54.3231],
    ['54° 19′ 23,16″ N', 'latitude', 54.3231],
    ["33°51'31''S", 'latitude', -33.8586111],
    ['-10°8.364′', 'longitude', -10.1394],
  ] as const)('%s', (text, axis, value) => {
    expect(parseCoordinate(text, axis)).toEqual({ ok: true, value });
  });

  test.each([
    [
      '54 19.386',
      'latitude',
      "“54 19.386” seems to be in degrees and minutes, which need their signs (54°19.386'N). In decimal degrees it would be 54.32310.",
    ],
    ["54°71.386'N", 'latitude', "“54°71.386'N” is no latitude: minutes and seconds go up to 60."],
    [
      '10 8 21.84 W',
      'longitude',
      '“10 8 21.84 W” seems to be in degrees, minutes and seconds, which need their signs (10°8\'21.8"E). In decimal degrees it would be -10.13940.',
    ],
    ['91', 'latitude', 'Latitude goes from -90 to 90; 91 is outside. Is it the longitude?'],
    ['5419.386', 'latitude', 'Latitude goes from -90 to 90; 5419.386 is outside.'],
    ['54.3 N', 'longitude', '“54.3 N” is no longitude: it ends in N. Are the two exchanged?'],
    ['-33.9 S', 'latitude', '“-33.9 S” has a sign and a letter; write one of them.'],
    ['here', 'latitude', '“here” is no latitude. Write decimal degrees, such as 54.32310.'],
  ] as const)('%s is refused, with what to write', (text, axis, problem) => {
    expect(parseCoordinate(text, axis)).toEqual({ ok: false, problem });
  });
});

describe('a field', () => {
  test.each([
    [surveyFields.date, '2026-08-03', '2026-08-03 is in the future; today is 2026-08-02.'],
    [surveyFields.date, '12.4.2026', '“12.4.2026” is no date. Write year, month and day, like 2026-08-02.'],
    [surveyFields.date, '2026-02-30', '“2026-02-30” is no date. Write year, month and day, like 2026-08-02.'],
    [surveyFields.date, '0206-04-12', '0206-04-12 is too long ago; check the year.'],
    [surveyFields.highTide, '25:00', '“25:00” is no time of day. Write it like 14:05.'],
    [surveyFields.quadratSide, '50 m', '5000 cm is out of range; it goes from 5 to 1000 cm.'],
    [surveyFields.surveyors, '2.5', '2.5 is not a whole number.'],
    [surveyFields.name, ' ', 'It must be entered.'],
    [sampleFields.sizeUm, '4 g', '“4 g” is a mass; a length is asked for here, in µm.'],
    [sampleFields.notes, 'x'.repeat(4001), 'It is longer than 4000 characters.'],
  ])('refuses in words', (spec, text, problem) => {
    expect(problemOf(spec, text)).toBe(problem);
  });

  test.each([
    [surveyFields.date, today, today],
    [surveyFields.windDirection, 'north-west', 'nw'],
    [surveyFields.windDirection, 'nw', 'nw'],
    [surveyFields.notes, '', null],
    [sampleFields.sizeUm, '3 mm', 3000],
  ])('takes what is right', (spec, text, value) => {
    expect(parseField(spec, text, today)).toEqual({ ok: true, value });
  });
});

describe('the vocabularies', () => {
  test('no word stands for two things', () => {
    for (const name of ['morphotype', 'colour', 'polymer'] as const) {
      const words = vocabularies[name].flatMap(({ id, word, also }) => [
        ...new Set([id, word, ...also].map((one) => one.toLowerCase())),
      ]);
      expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
    }
  });

  test('know the words of other programs', () => {
    expect(termFor('morphotype', 'Nurdle')?.id).toBe('pellet');
    expect(termFor('morphotype', 'H0100009')?.id).toBe('bead');
    expect(termFor('colour', ' Transparent ')?.id).toBe('colourless');
    expect(termFor('polymer', 'chewing gum')).toBeUndefined();
  });

  test('size classes meet without gap or overlap', () => {
    const classes = vocabularies.sizeClass;
    expect(classes.slice(1).map(({ fromUm }) => fromUm)).toEqual(
      classes.slice(0, -1).map(({ toUm }) => toUm),
    );
    expect(sizeClassOf(49.9)?.codes.NVS).toBe('H0300016');
    expect(sizeClassOf(50)?.codes.NVS).toBe('H0300017');
    expect(sizeClassOf(1e9)?.id).toBe('macro');
  });
});
