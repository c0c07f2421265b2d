import { numberText } from '#shared/written.ts';
import { lengthText, nbsp } from '../../lib/format.ts';
import { plural } from '../../lib/plural.ts';
import type { CountedSizes } from './counted-sizes.ts';
import type { Pace } from './pace.ts';

const twoDigits = { maximumSignificantDigits: 2 } as const;

export const countStrings = {
  switch: 'Count',
  switchCommand: 'Count the things in the live picture, and back',
  key: 'N',
  withoutModel: 'Count things in the live picture',
  stage: 'Live picture. Things in it are counted; Enter keeps it as a tray.',
  region: (percent: number): string =>
    `Part of the picture that is counted, ${percent} % of its height. Arrows move it, plus and minus resize it, Home makes it all of the picture.`,
  regionAll:
    'All of the picture is counted. Minus makes that a part of it, which arrows move, and Home is all of it again.',
  regionTitle: 'Drag it, or its corner; a double click makes it all of the picture',
  bar: 'Count',
  looking: 'Looking',
  none: 'Nothing found',
  noneHint:
    'Nothing stands out enough. Move the threshold to more things, or make the smallest length smaller.',
  /** The number stands beside it in large letters. */
  things: (count: number): string => plural(count, 'thing').replace(/^\S+ /, ''),
  tooMany: (limit: number): string =>
    `More than ${numberText(limit)}: the threshold seems too low. Move it to fewer things, or make the smallest length larger.`,
  pace: ({ perSecond, each }: Pace): string =>
    `${numberText(perSecond, twoDigits)} frames a second, ${numberText(each, twoDigits)}${nbsp}ms each`,
  lookedAt: (frame: string, picture: string): string =>
    frame === picture ? `looked at ${picture}` : `looked at ${frame} of ${picture}`,
  size: (width: number, height: number): string =>
    `${numberText(width, { useGrouping: false })}${nbsp}×${nbsp}${numberText(height, { useGrouping: false })}`,
  leftOut: (things: number): string => `${numberText(things)} smaller than asked for`,
  atEdge: (things: number): string => `${numberText(things)} at the edge`,
  sizes: ({ smallest, median, largest }: CountedSizes): string =>
    `Largest Feret diameters ${lengthText(smallest)} to ${lengthText(largest)}, median ${lengthText(median)}`,
  noScale: 'No sizes: new photos have no scale profile. One is chosen beside the catalogue’s samples.',
  byScale: (name: string): string => `scale profile ${name}`,
  held: (name: string, seconds: string): string =>
    `By ${name}, in ${seconds}. The picture is held; Esc goes back to the live one.`,
  heldLooking: (name: string): string => `${name} looks at the picture, which is held meanwhile.`,
  seconds: (seconds: number): string => `${numberText(seconds, twoDigits)}${nbsp}s`,
  detector: 'Detector',
  byDetector: 'By detector',
  byDetectorCommand: 'Count the present picture by a detector, and back',
  detectorKey: 'O',
  live: 'Back to live',
  survey: 'Keep in survey',
  chooseSurvey: 'Choose…',
  noSurvey: 'Choose the survey that the tray belongs to, then keep it.',
  keep: 'Keep as tray',
  keepKey: 'Enter',
  keepHint: 'All of the picture is kept; what is found in it is reviewed in the room of trays.',
  kept: (number: string, things: number): string =>
    things === 0
      ? `Kept as ${number}. Nothing was found in it.`
      : `Kept as ${number} with ${plural(things, 'thing')} to review.`,
  review: 'Review it',
  settings: 'How things are found',
  side: 'Longer side that is looked at, pixels',
  panel: 'Counting',
} as const;
