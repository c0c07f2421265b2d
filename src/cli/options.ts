import { InvalidArgumentError } from 'commander';

/** Parses a number option; commander prints the reason and the usage. */
export function numberOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

export function integerOption(text: string): number {
  const value = numberOption(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

/** Parses `1,0.3,0.1`. */
export function numberListOption(text: string): number[] {
  return text.split(',').map(numberOption);
}

/** Collects `--class FOLDER=CLASS` into a record. */
export function mappingOption(text: string, previous: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  const folder = text.slice(0, at).trim();
  const name = text.slice(at + 1).trim();
  if (at < 1 || folder === '' || name === '') throw new InvalidArgumentError('It must be FOLDER=CLASS.');
  return { ...previous, [folder]: name };
}

/** Parses `1,2,3`. */
export function integerListOption(text: string): number[] {
  return text.split(',').map(integerOption);
}

/** A model or a survey by its id, where the text is a number, or by its name. */
export function reference(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}
