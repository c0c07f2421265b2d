import fc from 'fast-check';
import { z } from 'zod';
import { contract } from '#shared/contract/contract.ts';
import type { Call, Event } from '#shared/contract/define.ts';

/** Text that has led somewhere it should not. */
const oddTexts = [
  ...[
    '',
    ' ',
    '\0',
    '..',
    '../../x',
    'x'.repeat(5000),
    '\u202Ex',
    '\uD800',
    "'; DROP TABLE lab; --",
    '%s%n',
    '<script>',
  ],
  ...['__proto__', 'constructor', '1e999', '-1', '2026-02-30', '9999-99-99T99:99:99Z', '0'.repeat(64)],
];
/** Values that are of another kind than was asked for, or at an end of it. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      undefined,
      true,
      [],
      {},
      NaN,
      Infinity,
      -0,
      -1,
      0.5,
      2 ** 31,
      2 ** 53,
      1e308,
      new Uint8Array(3),
      new Date(NaN),
    ],
  ),
  fc.constantFrom(...oddTexts),
  fc.anything({ maxDepth: 2, withTypedArray: true, withDate: true }),
);

/** Names of properties that hold paths. */
const pathNames = /^(directory|file|files|paths|from|folder)$/;

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | boolean;
  readonly prefixItems?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly $ref?: string;
}

/**
 * Arguments for a call, made from its schema: some as it asks for them, some with a part that is of another kind.
 *
 * @param paths that stand where a path is asked for: nothing else does, so that nothing outside of them is touched.
 */
export function argumentsOf({ args }: Call, paths: readonly string[]): fc.Arbitrary<unknown> {
  const schema = z.toJSONSchema(args, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return fc.oneof({ weight: 12, arbitrary: valueOf(schema, paths) }, { weight: 1, arbitrary: odd });
}

function valueOf(schema: JsonSchema, paths: readonly string[], name = ''): fc.Arbitrary<unknown> {
  if (pathNames.test(name) && !('properties' in schema)) return pathOf(schema, paths);
  const proper = properOf(schema, paths);
  return fc.oneof({ weight: 24, arbitrary: proper }, { weight: 1, arbitrary: odd });
}

function pathOf(schema: JsonSchema, paths: readonly string[]): fc.Arbitrary<unknown> {
  const path = fc.constantFrom(...paths);
  return schema.type === 'array' ? fc.array(path, { maxLength: 3 }) : path;
}

function properOf(schema: JsonSchema, paths: readonly string[]): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((one) => valueOf(one, paths)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, paths);
    case 'array':
      return schema.prefixItems === undefined
        ? fc.array(typeof schema.items === 'object' ? valueOf(schema.items, paths) : odd, { maxLength: 4 })
        : fc.tuple(...schema.prefixItems.map((one) => valueOf(one, paths)));
    case 'integer':
      return integerOf(schema);
    case 'number':
      return fc.oneof(
        fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true }),
        integerOf(schema),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return stringOf(schema);
    default:
      // What JSON cannot say: bytes, mostly.
      return fc.oneof(fc.uint8Array({ maxLength: 48 }), fc.constant(undefined), odd);
  }
}

function integerOf({ minimum = -5, maximum = 1_000_000 }: JsonSchema): fc.Arbitrary<number> {
  const low = Math.ceil(Math.max(minimum, -(2 ** 31)));
  const high = Math.floor(Math.min(maximum, 2 ** 31 - 1));
  // Rows have small ids.
  return fc.oneof(
    fc.integer({ min: low, max: Math.max(low, Math.min(high, low + 6)) }),
    fc.integer({ min: low, max: Math.max(low, high) }),
  );
}

function stringOf({ pattern }: JsonSchema): fc.Arbitrary<string> {
  const plain = fc.oneof(
    fc.string(),
    fc.constantFrom(...oddTexts),
    fc.constantFrom('plastic', 'North Bay', 'S-0001', '1'),
  );
  if (pattern === undefined) return plain;
  try {
    return fc.oneof(fc.stringMatching(new RegExp(pattern)), plain);
  } catch {
    // A pattern that the generator does not know.
    return plain;
  }
}

function objectOf(
  { properties, required = [], additionalProperties }: JsonSchema,
  paths: readonly string[],
): fc.Arbitrary<unknown> {
  if (properties === undefined)
    return fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom(...oddTexts)),
      typeof additionalProperties === 'object' ? valueOf(additionalProperties, paths) : odd,
      { maxKeys: 3 },
    );
  const parts = Object.entries(properties).map(
    ([name, schema]) => [name, valueOf(schema, paths, name)] as const,
  );
  return fc.record(Object.fromEntries(parts), {
    requiredKeys: required.filter((name) => name in properties),
  });
}

/** Every call that the host answers, by its wire name. @param without names of topics or calls. */
export function hostCalls(without: readonly string[]): readonly (readonly [name: string, call: Call])[] {
  return Object.entries(contract).flatMap(([topic, group]) =>
    Object.entries(group).flatMap(([key, entry]: [string, unknown]) => {
      const name = `${topic}.${key}`;
      const call = entry as Call | Event;
      const isAsked = call.kind === 'call' && call.answeredBy === 'host';
      return isAsked && !without.includes(topic) && !without.includes(name) ? [[name, call] as const] : [];
    }),
  );
}
