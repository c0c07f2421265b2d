import { z } from 'zod';
import { type NameKind, cleanName, nameProblem } from '../domain/names.ts';
import type { VocabularyName } from '../domain/vocabulary.ts';
import { type Axis, coordinateProblem, parseCoordinate } from './coordinate.ts';
import { type Unit, parseQuantity } from './quantity.ts';
import { type Reading, read, refuse } from './reading.ts';

/** What a field of a survey or sample holds; null is "not entered". */
export type FieldValue = string | number | null;

interface Common {
  /** What people call it; stands before its field, in messages and in tables. */
  readonly label: string;
  /** What it is for, where the label alone does not say. */
  readonly hint?: string;
  readonly required?: boolean;
}

/** A field, said once: its form, its checks, its column in an export and its words in a message all come from here. */
export type FieldSpec = Common &
  (
    | {
        readonly kind: 'text';
        readonly longest: number;
        readonly lines?: boolean;
        /** It is the name of a thing, and follows the rule of names. */
        readonly name?: NameKind;
      }
    | {
        readonly kind: 'number';
        readonly unit: Unit | null;
        readonly min: number;
        readonly max: number;
        readonly whole?: boolean;
      }
    | { readonly kind: 'choice'; readonly options: Readonly<Record<string, string>> }
    | { readonly kind: 'date' }
    | { readonly kind: 'time' }
    | { readonly kind: 'coordinate'; readonly axis: Axis }
    /** A word of a vocabulary, or any other word: what was written is kept beside what it is taken for. */
    | { readonly kind: 'term'; readonly vocabulary: VocabularyName }
  );

export type FieldSpecs = Readonly<Record<string, FieldSpec>>;

/** The values of fields by their names, typed as the fields are. */
export type FieldValues<S extends FieldSpecs> = {
  readonly [K in keyof S]: S[K]['kind'] extends 'number' | 'coordinate' ? number | null : string | null;
};

/** The schema of {@link FieldValues}: kinds of values only. Ranges are {@link fieldProblems}' to check, in words. */
export function fieldValuesSchema<S extends FieldSpecs>(specs: S): z.ZodType<FieldValues<S>, FieldValues<S>> {
  // The mapped type says exactly what valueShape makes; the compiler cannot follow Object.fromEntries.
  return z.strictObject(valueShape(specs)) as unknown as z.ZodType<FieldValues<S>, FieldValues<S>>;
}

type Patch<S extends FieldSpecs> = Partial<FieldValues<S>>;

/** Some of the values of fields, for an edit, and whatever else it may change. */
export function fieldPatchSchema<S extends FieldSpecs>(specs: S): z.ZodType<Patch<S>, Patch<S>>;
export function fieldPatchSchema<S extends FieldSpecs, More extends z.ZodRawShape>(
  specs: S,
  more: More,
): z.ZodType<Patch<S> & z.infer<z.ZodObject<More>>, Patch<S> & z.infer<z.ZodObject<More>>>;
export function fieldPatchSchema(specs: FieldSpecs, more: z.ZodRawShape = {}): z.ZodType {
  const shape = Object.entries(valueShape(specs)).map(
    ([key, value]) => [key, z.exactOptional(value)] as const,
  );
  return z.strictObject({ ...Object.fromEntries(shape), ...more });
}

function valueShape(specs: FieldSpecs): Record<string, z.ZodType> {
  const shape = Object.entries(specs).map(([key, { kind }]) => {
    const value = kind === 'number' || kind === 'coordinate' ? z.number() : z.string();
    return [key, value.nullable()] as const;
  });
  return Object.fromEntries(shape);
}

/** Surveys before this are typing mistakes: nobody looked for microplastics then. */
const earliestDate = '1950-01-01';
const longestTerm = 80;
const needed = 'It must be entered.';

/**
 * Reads what a person typed into a field. Nothing typed is null.
 *
 * @param today ISO date of the reader's calendar; nothing can have been surveyed after it.
 */
export function parseField(spec: FieldSpec, text: string, today: string): Reading<FieldValue> {
  const trimmed = text.trim();
  if (trimmed === '') return spec.required === true ? refuse(needed) : read(null);
  const reading = parseValue(spec, trimmed);
  if (!reading.ok) return reading;
  const problem = fieldProblem(spec, reading.value, today);
  return problem === undefined ? reading : refuse(problem);
}

function parseValue(spec: FieldSpec, text: string): Reading<FieldValue> {
  if (spec.kind === 'number') return parseQuantity(text, spec.unit);
  if (spec.kind === 'coordinate') return parseCoordinate(text, spec.axis);
  if (spec.kind === 'text' && spec.name !== undefined) return read(cleanName(text));
  if (spec.kind !== 'choice') return read(text);
  const known = Object.entries(spec.options).find(([id, word]) =>
    [id, word].some((name) => name.toLowerCase() === text.toLowerCase()),
  );
  return read(known?.[0] ?? text);
}

/** The same values with the names among them as they are kept. */
export function withCleanNames<V extends Readonly<Record<string, FieldValue | undefined>>>(
  specs: FieldSpecs,
  values: V,
): V {
  const cleaned = Object.entries(values).map(([key, value]) => {
    const spec = Object.hasOwn(specs, key) ? specs[key] : undefined;
    const isName = spec?.kind === 'text' && spec.name !== undefined && typeof value === 'string';
    return [key, isName ? cleanName(value) : value] as const;
  });
  // The same keys, with values of the same kinds.
  return Object.fromEntries(cleaned) as V;
}

/** @returns the sentence that says what is wrong with a value, or undefined where it is right. */
export function fieldProblem(spec: FieldSpec, value: FieldValue, today: string): string | undefined {
  if (spec.required === true && (value === null || String(value).trim() === '')) return needed;
  if (value === null) return undefined;
  return typeof value === 'number' ? numberProblem(spec, value) : textProblem(spec, value, today);
}

function numberProblem(spec: FieldSpec, value: number): string | undefined {
  if (spec.kind === 'coordinate') return coordinateProblem(value, spec.axis);
  if (spec.kind !== 'number') return `A number (${value}) does not belong here.`;
  if (spec.whole === true && !Number.isInteger(value)) return `${value} is not a whole number.`;
  if (value >= spec.min && value <= spec.max) return undefined;
  const unit = spec.unit === null ? '' : ` ${spec.unit}`;
  return `${value}${unit} is out of range; it goes from ${spec.min} to ${spec.max}${unit}.`;
}

function textProblem(spec: FieldSpec, value: string, today: string): string | undefined {
  switch (spec.kind) {
    case 'text':
      if (value.length > spec.longest) return `It is longer than ${spec.longest} characters.`;
      return spec.name === undefined || value === '' ? undefined : nameProblem(value, spec.name);
    case 'term':
      return value.length <= longestTerm ? undefined : `It is longer than ${longestTerm} characters.`;
    case 'choice':
      return Object.hasOwn(spec.options, value)
        ? undefined
        : `“${value}” is none of: ${Object.values(spec.options).join(', ')}.`;
    case 'date':
      return dateProblem(value, today);
    case 'time':
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(value)
        ? undefined
        : `“${value}” is no time of day. Write it like 14:05.`;
    case 'number':
    case 'coordinate':
      return `“${value}” is not a number.`;
  }
}

function dateProblem(value: string, today: string): string | undefined {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value) && isCalendarDay(value);
  if (!isDay) return `“${value}” is no date. Write year, month and day, like ${today}.`;
  if (value > today) return `${value} is in the future; today is ${today}.`;
  return value < earliestDate ? `${value} is too long ago; check the year.` : undefined;
}

/** The 31st of June parses, as the 1st of July. */
function isCalendarDay(value: string): boolean {
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

/**
 * Checks values by their fields.
 *
 * @returns for each field that is wrong its label and a sentence; names that are no fields are wrong too.
 */
export function fieldProblems(
  specs: FieldSpecs,
  values: Readonly<Record<string, FieldValue | undefined>>,
  today: string,
): Record<string, string> {
  const problems = Object.entries(values).flatMap(([key, value]): [string, string][] => {
    if (value === undefined) return [];
    const spec = Object.hasOwn(specs, key) ? specs[key] : undefined;
    if (spec === undefined) return [[key, `There is no field ${key}.`]];
    const problem = fieldProblem(spec, value, today);
    return problem === undefined ? [] : [[key, `${spec.label}: ${problem}`]];
  });
  return Object.fromEntries(problems);
}
