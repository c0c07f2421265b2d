import { type Reading, read, refuse } from './reading.ts';

export type Axis = 'latitude' | 'longitude';

const limits: Record<Axis, number> = { latitude: 90, longitude: 180 };
const words: Record<Axis, string> = { latitude: 'Latitude', longitude: 'Longitude' };
const letters: Record<Axis, string> = { latitude: 'NS', longitude: 'EW' };

/** Five places are about a metre (WaterPACT's recommendation); more is noise of the receiver. */
export const coordinatePlaces = 5;

/**
 * Reads a coordinate in decimal degrees, or in degrees, minutes and seconds with their signs (`54°19.386'N`). Numbers in a
 * row without signs are refused with what to write instead: taken wrongly they would put the beach somewhere else, silently.
 */
export function parseCoordinate(text: string, axis: Axis): Reading<number> {
  const { sign, letter, rest } = withoutLetter(text.trim());
  if (letter !== '' && !letters[axis].includes(letter)) {
    return refuse(`“${text}” is no ${axis}: it ends in ${letter}. Are the two exchanged?`);
  }
  if (letter !== '' && /^[-+]/.test(rest)) {
    return refuse(`“${text}” has a sign and a letter; write one of them.`);
  }
  const parts = rest.match(/\d+(?:[.,]\d+)?/g) ?? [];
  const [degrees = '', minutes = '0', seconds = '0'] = parts;
  if (parts.length > 3 || !/^[-+]?\d[\d.,°ºd'’′"”″\s]*$/u.test(rest)) {
    return refuse(`“${text}” is no ${axis}. Write decimal degrees, such as ${example[axis]}.`);
  }
  const signed =
    /^[-+]?\d{1,3}\s*[°º]\s*\d{1,2}(?:[.,]\d+)?\s*['’′](?:\s*\d{1,2}(?:[.,]\d+)?\s*(?:"|”|″|''|’’|′′))?$/u.test(
      rest,
    );
  const value =
    sign *
    (rest.startsWith('-') ? -1 : 1) *
    (decimal(degrees) + decimal(minutes) / 60 + decimal(seconds) / 3600);
  if (signed && [minutes, seconds].some((part) => decimal(part) >= 60)) {
    return refuse(`“${text}” is no ${axis}: minutes and seconds go up to 60.`);
  }
  if (parts.length > 1 && !signed) {
    const written = parts.length === 3 ? 'degrees, minutes and seconds' : 'degrees and minutes';
    return refuse(
      `“${text}” seems to be in ${written}, which need their signs (${signs[axis]}). In decimal degrees it would be ${value.toFixed(coordinatePlaces)}.`,
    );
  }
  const problem = coordinateProblem(value, axis);
  return problem === undefined ? read(signed ? rounded(value) : value) : refuse(problem);
}

const signs: Record<Axis, string> = { latitude: "54°19.386'N", longitude: '10°8\'21.8"E' };
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

/** Minutes divide into endless decimals; those beyond a centimetre are not the receiver's. */
function rounded(value: number): number {
  return Number(value.toFixed(coordinatePlaces + 2));
}
