/** A call that a pickle asks for. It is written down, never made. */
export interface Call {
  readonly callee: string;
  readonly args: readonly unknown[];
}

/** A reference to something outside the pickle, such as a tensor's numbers. */
export interface Persistent {
  readonly persistent: readonly unknown[];
}

interface Global {
  readonly global: string;
}

/** Mark on the stack below a group of values. */
const mark = Symbol('mark');

/**
 * Reads the subset of Python's pickle format (protocols 2 to 4) that state dicts are written in. Nothing in it is executed:
 * classes and functions are names that must be on the list, and calls are handed back as data.
 *
 * @param allowed names of the classes and functions that may occur, as `module.name`.
 * @throws Error naming a class or an instruction that is not known.
 */
export function readPickle(bytes: Uint8Array, allowed: ReadonlySet<string>): unknown {
  return new Unpickler(bytes, allowed).run();
}

/**
 * The same of pickles that stand one after another.
 *
 * @param count how many there are.
 * @param onPersistent hears of every reference to something outside of them.
 * @returns what they hold, and where the last one ends.
 */
export function readPickles(
  bytes: Uint8Array,
  count: number,
  allowed: ReadonlySet<string>,
  onPersistent: (found: Persistent) => void,
): { readonly values: readonly unknown[]; readonly end: number } {
  let end = 0;
  const values = Array.from({ length: count }, () => {
    const machine = new Unpickler(bytes.subarray(end), allowed, onPersistent);
    const value = machine.run();
    end += machine.read;
    return value;
  });
  return { values, end };
}

class Unpickler {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #allowed: ReadonlySet<string>;
  readonly #onPersistent: (found: Persistent) => void;
  readonly #memo = new Map<number, unknown>();
  readonly #stack: unknown[] = [];
  #at = 0;

  constructor(
    bytes: Uint8Array,
    allowed: ReadonlySet<string>,
    onPersistent: (found: Persistent) => void = () => undefined,
  ) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#allowed = allowed;
    this.#onPersistent = onPersistent;
  }

  /** How many bytes have been read. */
  get read(): number {
    return this.#at;
  }

  run(): unknown {
    for (;;) {
      const code = String.fromCharCode(this.#byte());
      if (code === '.') return this.pop();
      const instruction = instructions[code];
      if (instruction === undefined)
        throw new RangeError(`its pickle has the unknown instruction ${JSON.stringify(code)}`);
      instruction(this);
    }
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length === 0) throw new RangeError('its pickle is damaged');
    return this.#stack.pop();
  }

  popToMark(): unknown[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) throw new RangeError('its pickle is damaged');
    const values = this.#stack.slice(at + 1);
    this.#stack.length = at;
    return values;
  }

  top(): unknown {
    return this.#stack.at(-1);
  }

  refer(persistent: readonly unknown[]): void {
    const found = { persistent } satisfies Persistent;
    this.#onPersistent(found);
    this.push(found);
  }

  uint(size: 1 | 2 | 4 | 8): number {
    const at = this.#advance(size);
    if (size === 1) return this.#view.getUint8(at);
    if (size === 2) return this.#view.getUint16(at, true);
    if (size === 4) return this.#view.getUint32(at, true);
    return Number(this.#view.getBigUint64(at, true));
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** A little-endian integer of any length, in two's complement. */
  long(length: number): number {
    const bytes = this.#bytes.subarray(this.#advance(length), this.#at);
    const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return Number(BigInt.asIntN(Math.max(8, length * 8), value));
  }

  text(length: number): string {
    return new TextDecoder().decode(this.#bytes.subarray(this.#advance(length), this.#at));
  }

  line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end < 0) throw new RangeError('its pickle ends early');
    const text = this.text(end - this.#at);
    this.#at = end + 1;
    return text;
  }

  global(module: string, name: string): void {
    const global = `${module}.${name}`;
    if (!this.#allowed.has(global)) {
      throw new RangeError(`it asks for ${global}, which weights do not need; nothing was executed`);
    }
    this.push({ global } satisfies Global);
  }

  call(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!isGlobal(callee) || !Array.isArray(args)) throw new RangeError('its pickle is damaged');
    this.push(
      callee.global === 'collections.OrderedDict'
        ? new Map()
        : ({ callee: callee.global, args } satisfies Call),
    );
  }

  remember(at: number): void {
    this.#memo.set(at, this.top());
  }

  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(at: number): void {
    if (!this.#memo.has(at)) throw new RangeError('its pickle is damaged');
    this.push(this.#memo.get(at));
  }

  setItems(values: readonly unknown[]): void {
    const target = this.top();
    if (!(target instanceof Map)) throw new RangeError('its pickle is damaged');
    for (let i = 0; i + 1 < values.length; i += 2) target.set(values[i], values[i + 1]);
  }

  append(values: readonly unknown[]): void {
    const target = this.top();
    if (!Array.isArray(target)) throw new RangeError('its pickle is damaged');
    target.push(...values);
  }

  #byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  #advance(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('its pickle ends early');
    return at;
  }
}

function isGlobal(value: unknown): value is Global {
  return typeof value === 'object' && value !== null && 'global' in value;
}

function tuple(machine: Unpickler, length: number): void {
  machine.push(Array.from({ length }, () => machine.pop()).reverse());
}

/** The instructions by their letters (Python's pickletools has the whole list). */
const instructions: Readonly<Record<string, (machine: Unpickler) => void>> = {
  '\x80': (m) => void m.uint(1), // PROTO
  '\x95': (m) => void m.uint(8), // FRAME
  '(': (m) => m.push(mark), // MARK
  '}': (m) => m.push(new Map()), // EMPTY_DICT
  ']': (m) => m.push([]), // EMPTY_LIST
  ')': (m) => m.push([]), // EMPTY_TUPLE
  N: (m) => m.push(null), // NONE
  '\x88': (m) => m.push(true), // NEWTRUE
  '\x89': (m) => m.push(false), // NEWFALSE
  K: (m) => m.push(m.uint(1)), // BININT1
  M: (m) => m.push(m.uint(2)), // BININT2
  J: (m) => m.push(m.int32()), // BININT
  '\x8a': (m) => m.push(m.long(m.uint(1))), // LONG1
  G: (m) => m.push(m.double()), // BINFLOAT
  X: (m) => m.push(m.text(m.uint(4))), // BINUNICODE
  '\x8c': (m) => m.push(m.text(m.uint(1))), // SHORT_BINUNICODE
  U: (m) => m.push(m.text(m.uint(1))), // SHORT_BINSTRING
  c: (m) => {
    const module = m.line();
    m.global(module, m.line());
  }, // GLOBAL
  '\x93': (m) => {
    const name = m.pop();
    const module = m.pop();
    if (typeof name !== 'string' || typeof module !== 'string') throw new RangeError('its pickle is damaged');
    m.global(module, name);
  }, // STACK_GLOBAL
  Q: (m) => {
    const id = m.pop();
    m.refer(Array.isArray(id) ? id : [id]);
  }, // BINPERSID
  R: (m) => m.call(), // REDUCE
  b: (m) => void m.pop(), // BUILD: attributes of the dict itself (its metadata) are of no use
  t: (m) => m.push(m.popToMark()), // TUPLE
  '\x85': (m) => tuple(m, 1), // TUPLE1
  '\x86': (m) => tuple(m, 2), // TUPLE2
  '\x87': (m) => tuple(m, 3), // TUPLE3
  s: (m) => {
    const value = m.pop();
    m.setItems([m.pop(), value]);
  }, // SETITEM
  u: (m) => m.setItems(m.popToMark()), // SETITEMS
  a: (m) => m.append([m.pop()]), // APPEND
  e: (m) => m.append(m.popToMark()), // APPENDS
  q: (m) => m.remember(m.uint(1)), // BINPUT
  r: (m) => m.remember(m.uint(4)), // LONG_BINPUT
  '\x94': (m) => m.rememberNext(), // MEMOIZE
  h: (m) => m.recall(m.uint(1)), // BINGET
  j: (m) => m.recall(m.uint(4)), // LONG_BINGET
};
