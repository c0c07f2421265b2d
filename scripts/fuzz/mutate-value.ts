import type { Random } from '#shared/learning/random.ts';
import { pick } from './mutate.ts';

/** What stands where something else should: other kinds, ends of ranges, names that lead elsewhere. */
const odd: readonly unknown[] = [
  ...[undefined, null, true, [], {}, '', ' ', '\0', 'x'.repeat(5000), '\uD800', '\u202Ex', '__proto__'],
  ...[NaN, Infinity, -0, -1, 0.5, 2 ** 31, 2 ** 32 + 1, 2 ** 53, -(2 ** 53), 1e308],
  ...['..', '../../outside/x', '/etc/passwd', 'C:\\x', 'a/../../x', 'a//b', './a', 'CON', 'a\nb', '1e999'],
  ...[new Uint8Array(3), new Uint8Array(0), new Uint32Array(2), [[[[[[]]]]]], { length: -1 }, { then: 1 }],
];

/**
 * A value with one to a few of its parts another: of another kind, missing, there twice, too many, or another part of it.
 *
 * @param donors values whose parts are put in as well.
 */
export function mutatedValue(random: Random, value: unknown, donors: readonly unknown[] = []): unknown {
  let made = value;
  const times = 1 + random.below(1 << random.below(3));
  for (let time = 0; time < times; time += 1) made = changedAt(random, made, [value, ...donors]);
  return made;
}

/** Goes down by chance, and changes what it ends at. */
function changedAt(random: Random, value: unknown, donors: readonly unknown[]): unknown {
  const isPart = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  if (!isPart || random.below(5) === 0) return replaced(random, value, donors);
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as readonly unknown[])];
    const at = random.below(list.length + 1);
    const kind = random.below(8);
    if (kind === 0) list.splice(at, 1);
    else if (kind === 1) list.push(...list.slice(0, 200));
    else if (kind === 2) list.splice(at, 0, anyPart(random, donors));
    else if (at < list.length) list[at] = changedAt(random, list[at], donors);
    return list;
  }
  const record = { ...(value as Record<string, unknown>) };
  const keys = Object.keys(record);
  const kind = random.below(12);
  if (keys.length === 0 || kind === 0) return { ...record, [pick(random, names)]: anyPart(random, donors) };
  const key = pick(random, keys);
  if (kind === 1) return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
  return { ...record, [key]: changedAt(random, record[key], donors) };
}

const names = ['', 'length', 'toString', 'constructor', 'id', 'name', 'then', 'kind', '0'];

function replaced(random: Random, value: unknown, donors: readonly unknown[]): unknown {
  switch (random.below(4)) {
    case 0:
      return anyPart(random, donors);
    case 1:
      return typeof value === 'number'
        ? value + pick(random, [1, -1, 0.5, 1e9, -1e9, 2 ** 31])
        : deep(random, value);
    case 2:
      return typeof value === 'string' ? changedText(random, value) : any(random, odd);
    default:
      return any(random, odd);
  }
}

function changedText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const put = pick(random, ['/', '..', '\0', '\n', '\\', '%', '0', 'f', '\u0301', ':', '"', '']);
  return text.slice(0, at) + put + text.slice(at + random.below(3));
}

/** The value below many lists. */
function deep(random: Random, value: unknown): unknown {
  let made = value;
  for (let depth = random.below(150); depth > 0; depth -= 1) made = [made];
  return made;
}

function anyPart(random: Random, donors: readonly unknown[]): unknown {
  let part = any(random, [...donors, ...odd]);
  while (typeof part === 'object' && part !== null && !ArrayBuffer.isView(part) && random.below(3) > 0) {
    const parts: unknown[] = Object.values(part);
    if (parts.length === 0) return part;
    part = any(random, parts);
  }
  return part;
}

/** One of a list, which may have undefined in it. */
function any(random: Random, items: readonly unknown[]): unknown {
  return items[random.below(items.length)];
}
