import type { Tray, TrayScale } from '#shared/domain/tray.ts';
import type { RoundEdgeInTray } from '#shared/domain/round-edge.ts';
import type { OutlinedForm, TrayExportFormat } from '#shared/domain/tray-export.ts';
import { numberText } from '#shared/written.ts';
import { lengthText, nbsp } from '../lib/format.ts';
import { plural } from '../lib/plural.ts';
import type { Column } from './table-rows.ts';
import type { Step } from './steps.ts';

const sources: Readonly<Record<TrayScale['source'], string>> = {
  typed: 'typed',
  ruler: 'by a ruler',
  profile: 'by a scale profile',
  rim: 'by the dish’s rim',
  disc: 'by a reference disc',
};

/** `12.4 µm per pixel, by a ruler`, with its uncertainty where it is known. */
function scaleText({ umPerPixel, source, uncertainty }: TrayScale): string {
  const value = numberText(umPerPixel, { maximumSignificantDigits: 4 });
  const doubt =
    uncertainty === null
      ? ''
      : ` ± ${numberText(uncertainty * 100, { maximumSignificantDigits: 2 })}${nbsp}%`;
  return `${value}${nbsp}µm per pixel${doubt}, ${sources[source]}`;
}

/** Sentences of the room in which pictures of many things are counted and measured. */
export const trayStrings = {
  list: 'Trays',
  emptyTitle: 'Many fragments in one picture',
  emptyText:
    'Lay fragments in a dish, take one picture, and add it here: they are found, counted, measured and classified together.',
  noSurveyText: 'A tray belongs to a survey, and this lab has none yet. Add one in the catalogue first.',
  toCatalogue: 'Go to the catalogue',
  add: 'Add pictures of trays…',
  addTo: 'Survey of added pictures',
  choose: 'Pictures of trays',
  dropTitle: 'Drop pictures of trays here',
  dropText: (survey: string): string => `They are added to ${survey}.`,
  adding: 'Reading the pictures',
  noFiles: 'Nothing that was dropped has a place on this computer. Save it as a file first.',
  skippedTitle: (files: number): string => `${plural(files, 'file')} not added`,
  skipped: (file: string, reason: string): string => `${file}: ${reason}`,
  putAway: 'Put away',
  removed: (number: string): string => `${number} is in the bin.`,
  back: 'All trays',
  reviewedOf: (reviewed: number, all: number): string =>
    `Reviewed ${numberText(reviewed)} of ${numberText(all)}`,
  notReviewed: 'Not reviewed: it enters no total',
  notReviewedYet: 'Not reviewed: it enters no total. Once all was looked at: Ctrl Enter.',
  reviewedBy: ({ by, at }: NonNullable<Tray['reviewed']>): string =>
    `Reviewed ${at.slice(0, 10)}${by === '' ? '' : ` by ${by}`}`,
  heads: {
    picture: 'Picture',
    number: 'Number',
    survey: 'Survey',
    accepted: 'Counted',
    proposed: 'Waiting',
    scale: 'Scale',
    role: 'Role',
    replicate: 'Replicate',
    reviewed: 'Review',
  },
  openTray: (number: string): string => `Open ${number}`,
  noScaleShort: 'none',
  scaleShort: (scale: TrayScale): string =>
    `${numberText(scale.umPerPixel, { maximumSignificantDigits: 3 })}${nbsp}µm/px`,
  yes: 'reviewed',
  no: 'not reviewed',
  looking: 'Looking for what stands out',
  wouldFind: (things: number): string => `${plural(things, 'thing')} would be found`,
  proposed: (things: number): string =>
    things === 0
      ? 'Nothing new was found. Try another threshold, or a smaller smallest size.'
      : `${plural(things, 'thing')} found: look at each, or accept all.`,
  leftOut: (things: number, reason: string): string => `${numberText(things)} left out: ${reason}`,
  leftOutReasons: {
    small: 'smaller than asked for',
    edge: 'cut by the picture’s edge',
    outside: 'outside of the counted region',
    large: 'larger than any fragment',
  },
  leftOutShort: { small: 'small', edge: 'edge', outside: 'outside', large: 'large' },
  threshold: 'Threshold',
  thresholds: {
    otsu: 'One for the picture (Otsu)',
    triangle: 'One, for few small things (triangle)',
    local: 'By what lies around (local)',
  },
  offset: (value: string): string => `More things … fewer things: ${value}`,
  polarity: 'Things are',
  polarities: {
    both: 'darker or lighter',
    darker: 'darker than the ground',
    lighter: 'lighter than the ground',
  },
  smallestUm: 'Smallest length kept, µm',
  smallestPixels: 'Smallest length kept, pixels',
  smallestHint: (pixels: number, typed: boolean): string =>
    `${numberText(pixels, { maximumSignificantDigits: 2 })} pixels of this picture: ${typed ? 'leave it empty for the shortest that it shows well.' : 'the shortest that it shows well.'}`,
  flatten: 'Take shading out of the ground',
  split: 'Part things that touch',
  propose: 'Propose these',
  proposeKey: 'Ctrl F',
  proposeHint: 'What was accepted, rejected or drawn stays as it is.',
  findNow: 'Propose what stands out',
  detectorTitle: 'By a detector',
  detector: 'Detector',
  findByDetector: 'Find by detector',
  detectorLooks: 'The detector looks at the picture',
  noDetector: 'This lab has no detector yet: they are trained under Models → Detectors.',
  proposedBy: (name: string, things: number): string =>
    things === 0 ? `${name} found nothing new.` : `${name} found ${plural(things, 'thing')}: look at each.`,
  unseenGround: 'This ground was in no training picture: do not trust the count.',
  ellipses: (things: number): string =>
    `${plural(things, 'outline')} ${things === 1 ? 'is the ellipse of a box' : 'are ellipses of boxes'}: the picture shows no edge there.`,
  wand: 'Wand',
  wandHint: 'Click on a thing: its outline is found.',
  tolerance: (share: string): string => `Fainter edges: ${share}`,
  steps: {
    scale: 'Scale',
    region: 'Region',
    find: 'Find',
    review: 'Review',
    measure: 'Measure',
    table: 'Table',
  } satisfies Record<Step, string>,
  stepKeys: { scale: 'S', region: 'G', find: 'F', review: 'R', measure: 'U', table: 'B' } satisfies Record<
    Step,
    string
  >,
  stepsLabel: 'Steps',
  stepStates: { done: 'done', open: 'open', optional: 'nothing has to be done' },
  goes: {
    scale: 'Give the tray its scale',
    region: 'Say which part is counted',
    find: 'Find things in the tray',
    review: 'Review what was found',
    measure: 'See sizes on the picture',
    table: 'See the table of what counts',
  } satisfies Record<Step, string>,
  leaveField: 'Out of a field: letters are keys again',
  walkSteps: 'The step before, the next step',
  turn: 'The tray before, the next tray',
  acceptOrClose: 'Accept what is selected; close what is drawn',
  accept: 'Accept',
  reject: 'Reject',
  next: 'Next least sure',
  nextShort: 'Next',
  previous: 'The one before',
  previousShort: 'Before',
  label: 'Give the class of that number; 0 takes it away',
  labelByName: 'Type the class to give…',
  draw: 'Draw a thing',
  drawShort: 'Draw',
  cut: 'Cut a thing along a line',
  cutShort: 'Cut',
  cutHint: 'Draw a line through what is selected, from side to side.',
  nothingToCut: 'No thing lies under this line: select one, and draw the line through it.',
  merge: 'Make one thing of those selected',
  mergeShort: 'Merge',
  selectSeveral: 'Select two things or more first: Shift click adds one.',
  ruler: 'Measure with a ruler',
  acceptAll: 'Accept all that waits',
  markReviewed: 'Tray reviewed, or not',
  reviewedButton: 'All looked at: reviewed',
  reviewedKey: 'Ctrl Enter',
  unreviewButton: 'Take the review back',
  walkThings: 'Nearest thing that way; moves an enlarged picture',
  moreSelected: 'Select several',
  shiftClick: 'Shift click',
  hand: 'Move the picture with the pointer; go on drawing',
  whole: 'Show the whole picture',
  actual: 'Show a pixel of the picture for each of the screen',
  closer: 'Closer',
  lessClose: 'Less close',
  wholeShort: 'Whole',
  zoom: (factor: number): string => `${numberText(factor * 100, { maximumFractionDigits: 0 })}${nbsp}%`,
  remove: 'Put the tray into the bin',
  nothingWaits: 'Nothing waits for a decision in this tray.',
  stillWaiting: (left: number): string =>
    `${plural(left, 'detection')} still ${left === 1 ? 'waits' : 'wait'} for a decision: accept or reject ${left === 1 ? 'it' : 'them'} first. This is the least sure one.`,
  selectFirst: 'Select something first: click on it, or press N for the least sure one.',
  threeCorners: 'An outline takes three corners or more.',
  notPositive: 'A length is more than nothing.',
  stage: 'Picture: arrows walk from thing to thing, Enter accepts, Delete rejects',
  waitingShort: (things: number): string => `${numberText(things)} waiting`,
  picture: (number: string, accepted: number, proposed: number): string =>
    `Picture of ${number}: ${plural(accepted, 'thing')} counted, ${plural(proposed, 'thing')} waiting`,
  pictureMissing: 'This picture cannot be shown in full: the preview is shown.',
  scaleBar: (length: string): string => `Scale bar of ${length}`,
  inspector: 'This step',
  scaleTitle: 'Scale',
  scaleIs: scaleText,
  noScale: 'Without a scale there are no µm: sizes are in pixels.',
  scaleTyped: 'µm per pixel',
  scaleTypedHint: 'for example 12.4',
  scaleOfLine: 'True length of the line',
  scaleOfLineHint: 'for example 10 mm',
  setScale: 'Set the scale',
  removeScale: 'Remove the scale',
  profileTitle: 'By a calibrated objective',
  rulerStart: 'Ruler',
  rulerHint: 'Draw a line along something of known length on the picture, and write the length.',
  rulerLine: (pixels: string): string => `The line is ${pixels} long.`,
  roundTitle: 'By something round',
  diameter: 'Its outer diameter, mm',
  diameterHint: 'for example 90',
  diameterFirst: 'Write its diameter first.',
  diameterRange: 'A diameter lies between 0.01 and 2000 mm.',
  byRim: 'From the dish’s rim',
  byRimCommand: 'Scale from the dish’s rim',
  byDisc: 'From a disc',
  byDiscCommand: 'Scale from a disc of known diameter',
  discHint: 'Click on the disc: on a coin, or on anything round of that diameter.',
  roundLooks: 'Looking for the edge',
  roundSeen: ({ seen, residual }: RoundEdgeInTray): string =>
    `Its edge was seen in ${numberText(seen)} of 720 directions, ${numberText(residual, { maximumSignificantDigits: 2 })}${nbsp}px beside the ellipse.`,
  lookAtIt: 'Look at it: does the ellipse on the picture lie on the outer edge? If not, remove the scale.',
  countInside: 'Count inside of it',
  regionTitle: 'Counted region',
  regionAll: 'All of the picture is counted.',
  regionIs: {
    ellipse: 'What lies in the ellipse is counted.',
    polygon: 'What lies in the polygon is counted.',
  },
  wholePicture: 'All of the picture',
  ellipse: 'Draw an ellipse',
  ellipseHint: 'Draw from one corner of the box around the dish to the other.',
  polygon: 'Draw a polygon',
  polygonHint: 'Click the corners, or draw with the button held. Enter closes it, Esc gives it up.',
  inscribed: 'Largest ellipse in the picture',
  reviewTitle: 'Review',
  left: (left: number): string => (left === 0 ? 'Nothing waits.' : `${plural(left, 'thing')} waiting`),
  counts: (accepted: number, rejected: number): string =>
    `${numberText(accepted)} accepted, ${numberText(rejected)} rejected`,
  selectedNone: 'Nothing is selected.',
  selectedIs: (state: string, className: string, length: string): string =>
    ['Selected', length, className, state].filter((part) => part !== '').join(', '),
  selectedMany: (things: number): string => `${plural(things, 'thing')} selected`,
  states: { proposed: 'waiting', accepted: 'accepted', rejected: 'rejected' },
  facts: {
    state: 'State',
    source: 'Found by',
    score: 'Sureness',
    class: 'Class',
    verdict: 'Model says',
    maxFeret: 'Largest Feret',
    minFeret: 'Smallest Feret',
    geodesic: 'Length along it',
    area: 'Area',
    solidity: 'Solidity',
    flags: 'Note',
  },
  sources: {
    threshold: 'contrast',
    wand: 'wand',
    drawn: 'hand',
    model: 'detector',
    boxes: 'annotations of others',
  },
  unsure: 'unsure',
  unlike: 'unlike anything in training',
  measureTitle: 'Sizes',
  noneAccepted: 'Nothing counts yet: accept what was found, or draw it.',
  measured: (things: number): string => `${plural(things, 'thing')} measured`,
  smallest: 'Smallest',
  median: 'Median',
  largest: 'Largest',
  coverage: 'Area of all',
  perClass: 'By class',
  modelTitle: 'What a model says',
  model: 'Model',
  modelInUse: (name: string): string => `${name}, in use`,
  askModel: 'Ask the model',
  modelLooks: 'The model looks at each thing',
  noModel: 'This lab has no model yet: train one in the room Train.',
  modelSaid: (
    name: string,
    { classified, unsure, unlike }: Record<'classified' | 'unsure' | 'unlike', number>,
  ): string =>
    `${name} named ${numberText(classified)}, is unsure of ${numberText(unsure)}, and ${numberText(unlike)} ${unlike === 1 ? 'is' : 'are'} unlike anything in its training.`,
  samplesTitle: 'Samples',
  unsampled: (things: number): string =>
    things === 0
      ? 'All that counts are samples.'
      : `${plural(things, 'thing')} that count and are no samples`,
  promote: 'Make samples of them',
  promoting: 'Making samples',
  promoted: (samples: number): string =>
    `${plural(samples, 'sample')} made, each with its part of the picture.`,
  nothingToPromote: 'Nothing that counts in this tray is missing among the samples.',
  exportTitle: 'Export',
  exportFormat: 'Format',
  exportFormats: {
    yolo: 'YOLO, boxes',
    'yolo-outlines': 'YOLO, outlines',
    coco: 'COCO, boxes and outlines',
    csv: 'Table of all particles (CSV)',
    outlined: 'Pictures with outlines',
  } satisfies Record<TrayExportFormat, string>,
  pictureForm: 'Pictures as',
  pictureForms: {
    jpeg: 'JPEG, small files',
    png: 'PNG, every pixel as it is',
    svg: 'SVG, outlines that stay sharp',
  } satisfies Record<OutlinedForm, string>,
  exportScope: 'Trays',
  exportScopes: { tray: 'This tray', survey: 'All of its survey', all: 'All of the lab' },
  exportUnreviewed: 'Also trays that are not reviewed',
  export: 'Export…',
  exportChoose: 'Folder for the export: a new or an empty one',
  exporting: 'Writing',
  exported: (trays: number, things: number, directory: string): string =>
    `${plural(things, 'thing')} of ${plural(trays, 'tray')} written to ${directory}`,
  openFolder: 'Open folder',
  readBack: 'All that was written was read back and is right.',
  readBackWrong: (name: string, detail: string): string => `Not to be handed on. ${name}: ${detail}`,
  moreLeftOut: (trays: number): string => `${plural(trays, 'tray')} more stayed behind.`,
  tableTitle: 'Table',
  columns: {
    number: 'No.',
    class: 'Class',
    maxFeret: 'Max Feret',
    minFeret: 'Min Feret',
    geodesic: 'Along it',
    area: 'Area',
    flags: 'Note',
  } satisfies Record<Column, string>,
  sortBy: (column: string): string => `Sort by ${column}`,
  atEdge: 'at the edge',
  touching: 'touching',
  tableOf: (number: string): string => `What counts of ${number}`,
  trayTitle: 'This tray',
  role: 'Role',
  roles: { environmental: 'Beach', blank: 'Blank', spike: 'Spike' } satisfies Record<Tray['role'], string>,
  replicate: 'Replicate',
  notes: 'Notes',
} as const;

/** `1.24 mm`, or pixels where there is no scale. @param scaled whether it is in µm. */
export function areaText(area: number, scaled: boolean): string {
  const digits = { maximumSignificantDigits: 3, useGrouping: false } as const;
  if (!scaled) return `${numberText(area, { maximumFractionDigits: 0 })}${nbsp}px²`;
  return area < 1e5 ? `${numberText(area, digits)}${nbsp}µm²` : `${numberText(area / 1e6, digits)}${nbsp}mm²`;
}

/** A length of a thing. @param scaled whether it is in µm rather than in pixels. */
export function sizeText(length: number, scaled: boolean): string {
  return scaled ? lengthText(length) : `${numberText(length, { maximumFractionDigits: 1 })}${nbsp}px`;
}
