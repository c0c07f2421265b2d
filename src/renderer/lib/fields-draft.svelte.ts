import { toWireError } from '#shared/errors.ts';
import { type FieldSpec, type FieldValue, parseField } from '#shared/fields/field.ts';
import { fieldText, today } from './field-text.ts';
import { strings } from './strings.ts';

/** Values of fields while they are being written, as texts; what cannot be read is said beside its field. */
export class FieldsDraft<K extends string> {
  readonly #specs: Readonly<Record<K, FieldSpec>>;
  readonly #keys: readonly K[];
  readonly #fallback: (key: K) => string;
  #problems = $state.raw<Readonly<Record<string, string>>>({});
  /** What the lab had in each field when the person last heard of it. */
  #begun: Readonly<Record<string, string>> = {};
  texts = $state<Record<string, string>>({});

  /** @param fallback what a field is taken for where nothing is written. */
  constructor(specs: Readonly<Record<K, FieldSpec>>, fallback: (key: K) => string = () => '') {
    this.#specs = specs;
    this.#keys = Object.keys(specs) as K[];
    this.#fallback = fallback;
  }

  /** Sentences by field. */
  get problems(): Readonly<Record<string, string>> {
    return this.#problems;
  }

  /** Begins with these values; what is not among them is empty. */
  fill(values: Readonly<Partial<Record<K, FieldValue>>>): void {
    this.#problems = {};
    this.#begun = textsOf(this.#keys, values);
    this.texts = { ...this.#begun };
  }

  write(key: K, text: string): void {
    this.texts[key] = text;
    this.check(key);
  }

  /** Looks at one field, as soon as the person has left it. */
  check(key: K): void {
    const reading = parseField(this.#specs[key], this.#textOf(key), today());
    this.#problems = { ...this.#problems, [key]: reading.ok ? '' : reading.problem };
  }

  /** A number that is written in a field, where it can be read. */
  numberIn(key: K): number | undefined {
    const reading = parseField(this.#specs[key], this.#textOf(key), today());
    return reading.ok && typeof reading.value === 'number' ? reading.value : undefined;
  }

  /** All values; undefined where some cannot be read, which is then said beside them. */
  read(): Partial<Record<K, FieldValue>> | undefined {
    const readings = this.#keys.map(
      (key) => [key, parseField(this.#specs[key], this.#textOf(key), today())] as const,
    );
    this.#problems = Object.fromEntries(
      readings.flatMap(([key, reading]) => (reading.ok ? [] : [[key, reading.problem] as const])),
    );
    if (Object.keys(this.#problems).length > 0) return undefined;
    const values = readings.flatMap(([key, reading]) => (reading.ok ? [[key, reading.value] as const] : []));
    return Object.fromEntries(values) as Partial<Record<K, FieldValue>>;
  }

  /**
   * Those of the values that were written over since the form was filled: what somebody else has written in other fields
   * meanwhile stays.
   *
   * @param now what the lab has. @returns undefined where it has something else in one of them, which is said beside it, once.
   */
  written(
    values: Readonly<Partial<Record<K, FieldValue>>>,
    now: Readonly<Partial<Record<K, FieldValue>>>,
  ): Partial<Record<K, FieldValue>> | undefined {
    const [mine, theirs, begun] = [textsOf(this.#keys, values), textsOf(this.#keys, now), this.#begun];
    const keys = this.#keys.filter((key) => mine[key] !== begun[key]);
    const other = keys.filter((key) => theirs[key] !== begun[key] && theirs[key] !== mine[key]);
    this.#begun = theirs;
    if (
      this.refuse(Object.fromEntries(other.map((key) => [key, strings.changedMeanwhile(theirs[key] ?? '')])))
    )
      return undefined;
    return Object.fromEntries(keys.map((key) => [key, values[key] ?? null])) as Partial<
      Record<K, FieldValue>
    >;
  }

  /** Puts sentences beside fields. @returns whether there were any. */
  refuse(problems: Readonly<Record<string, string>>): boolean {
    this.#problems = { ...problems };
    return Object.keys(problems).length > 0;
  }

  /** Puts what the lab has refused beside the fields. */
  takeRefusal(error: unknown): void {
    const { problems } = toWireError(error).data;
    if (typeof problems === 'object' && problems !== null)
      this.#problems = problems as Record<string, string>;
  }

  #textOf(key: K): string {
    const text = this.texts[key] ?? '';
    return text.trim() === '' ? this.#fallback(key) : text;
  }
}

function textsOf<K extends string>(
  keys: readonly K[],
  values: Readonly<Partial<Record<K, FieldValue>>>,
): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, fieldText(values[key] ?? null)]));
}
