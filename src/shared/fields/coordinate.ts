import { type Reading, read, refuse } from './reading.ts';

export type Axis = 'latitude' | 'longitude';

const limits: Record<Axis, number> = { latitude: 90, longitude: 180 };
const words: Record<Axis, string> = { latitude: 'Latitude', longitude: 'Longitude' };
const letters: Record<Axis, string> = { latitude: 'NS', longitude: 'EW' };

/** Five places are about a metre (WaterPACT's recommendation); more is noise of the receiver. */
export const coordinatePlaces = 5;

/**
 * Reads a coordinate in decimal degrees. Degrees and minutes are refused with the decimal number to write instead: taken
 * for decimals they would put the beach somewhere else, silently.
 */
export function parseCoordinate(text: string, axis: Axis): Reading<number> {
  const { sign, letter, rest } = withoutLetter(text.trim());
  if (letter !== '' && !letters[axis].includes(letter)) {
    return refuse(`“${text}” is no ${axis}: it ends in ${letter}. Are the two exchanged?`);
  }
  const parts = rest.match(/\d+(?:[.,]\d+)?/g) ?? [];
  const [degrees = '', minutes = '0', seconds = '0'] = parts;
  if (parts.length > 3 || !/^[-+]?\d[\d.,°ºd'’′"”″\s]*$/u.test(rest)) {
    return refuse(`“${text}” is no ${axis}. Write decimal degrees, such as ${example[axis]}.`);
  }
  const value =
    sign *
    (rest.startsWith('-') ? -1 : 1) *
    (decimal(degrees) + decimal(minutes) / 60 + decimal(seconds) / 3600);
  if (parts.length > 1) {
    const written = parts.length === 3 ? 'degrees, minutes and seconds' : 'degrees and minutes';
    return refuse(`“${text}” is in ${written}. Write decimal degrees: ${value.toFixed(coordinatePlaces)}.`);
  }
  const problem = coordinateProblem(value, axis);
  return problem === undefined ? read(value) : refuse(problem);
}

const example: Record<Axis, string> = { latitude: '54.32310', longitude: '10.13940' };

/** @returns what is wrong with a coordinate in decimal degrees, if anything. */
export function coordinateProblem(value: number, axis: Axis): string | undefined {
  if (Math.abs(value) <= limits[axis]) return undefined;
  const hint = axis === 'latitude' && Math.abs(value) <= limits.longitude ? ' Is it the longitude?' : '';
  return `${words[axis]} goes from -${limits[axis]} to ${limits[axis]}; ${value} is outside.${hint}`;
}

function withoutLetter(text: string): { sign: 1 | -1; letter: string; rest: string } {
  const letter = /(?<=[^\p{L}])[NSEW]$/iu.exec(text)?.[0].toUpperCase() ?? '';
  const rest = letter === '' ? text : text.slice(0, -1).trim();
  return { sign: letter === 'S' || letter === 'W' ? -1 : 1, letter, rest };
}

function decimal(text: string): number {
  return Number(text.replace(',', '.'));
}
