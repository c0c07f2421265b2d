import type { z } from 'zod';

/** Who answers a call: the lab's host, or the desktop shell (dialogs and the like). */
export type Answerer = 'host' | 'shell';

/**
 * The two kinds of thing that cross a process border. A contract is a plain value made of these; main, host, preload,
 * renderer, CLI and the tests' doubles are all derived from it, so a missing handler does not compile.
 */
export interface Call<
  Args extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
  By extends Answerer = Answerer,
> {
  readonly kind: 'call';
  readonly args: Args;
  readonly result: Result;
  /** Who may call: `window` calls are offered to the renderer, `main` ones to the shell and the CLI only. */
  readonly audience: 'window' | 'main';
  readonly answeredBy: By;
  /** The arguments with every file-system path in them replaced by what `path` makes of it. */
  readonly paths: MapPaths<Args>;
}

/**
 * What a call does with a path: `look`s at what is there, `take`s it into the lab, `write`s there. `there`: it means a place of the
 * lab's own computer. `around`: the folder that other paths of the call lie in; by itself it is not asked about.
 */
export type PathUse = 'look' | 'take' | 'write' | 'there' | 'around';

export type MapPath = (path: string, use: PathUse) => string;
type MapPaths<Args extends z.ZodType> = (args: z.output<Args>, path: MapPath) => z.output<Args>;

interface NamedPath {
  readonly path: string;
  readonly use: PathUse;
}

export interface Event<Payload extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  readonly payload: Payload;
}

interface CallOptions<Args extends z.ZodType> {
  readonly audience?: Call['audience'];
  readonly paths?: MapPaths<Args>;
}

/** A question to the lab's host, and its answer. */
export function call<Args extends z.ZodType, Result extends z.ZodType>(
  args: Args,
  result: Result,
  { audience = 'window', paths = (same) => same }: CallOptions<Args> = {},
): Call<Args, Result, 'host'> {
  return { kind: 'call', args, result, audience, answeredBy: 'host', paths };
}

/** A question that the window asks the desktop shell itself. */
export function shellCall<Args extends z.ZodType, Result extends z.ZodType>(
  args: Args,
  result: Result,
): Call<Args, Result, 'shell'> {
  return { kind: 'call', args, result, audience: 'window', answeredBy: 'shell', paths: (same) => same };
}

/** The file-system paths in a call's parsed arguments, in order. */
export function pathsNamed({ paths }: Call, args: unknown): readonly NamedPath[] {
  const named: NamedPath[] = [];
  paths(args, (path, use) => {
    named.push({ path, use });
    return path;
  });
  return named;
}

/** Something that the host says by itself; it announces a changed state, it steers nothing. */
export function event<Payload extends z.ZodType>(payload: Payload): Event<Payload> {
  return { kind: 'event', payload };
}

export type ContractShape = Readonly<Record<string, Readonly<Record<string, Call | Event>>>>;

type ArgsOf<E> = E extends Call<infer A> ? z.input<A> : never;
type ParsedArgsOf<E> = E extends Call<infer A> ? z.output<A> : never;
type ResultOf<E> = E extends Call<z.ZodType, infer R> ? z.output<R> : never;
type PayloadOf<E> = E extends Event<infer P> ? z.output<P> : never;

/** The keys of a topic that are calls answered by `By`. */
type CallKeys<T, By extends Answerer> = {
  [K in keyof T]: T[K] extends Call<z.ZodType, z.ZodType, By> ? K : never;
}[keyof T];
type EventKeys<T> = { [K in keyof T]: T[K] extends Event ? K : never }[keyof T];

/** The client's side: `api.topic.call(args)` and `api.topic.onEvent(listener)`. */
export type ClientOf<C extends ContractShape> = {
  readonly [T in keyof C]: {
    readonly [K in keyof C[T] as C[T][K] extends Call ? K : never]: (
      args: ArgsOf<C[T][K]>,
    ) => Promise<ResultOf<C[T][K]>>;
  } & {
    /** Returns the function that ends the subscription. */
    readonly [K in EventKeys<C[T]> & string as `on${Capitalize<K>}`]: (
      listener: (payload: PayloadOf<C[T][K]>) => void,
    ) => () => void;
  };
};

/** The answering side: one function per call. */
export type HandlersOf<C extends ContractShape, By extends Answerer = Answerer> = {
  readonly [T in keyof C]: {
    readonly [K in CallKeys<C[T], By>]: (
      args: ParsedArgsOf<C[T][K]>,
    ) => ResultOf<C[T][K]> | Promise<ResultOf<C[T][K]>>;
  };
};

/** Where the client's calls go; process transports and test doubles implement this and nothing more. */
export interface Transport {
  /** Rejects with a StrandlineError. `name` is `topic.call`. */
  request(name: string, args: unknown): Promise<unknown>;
  /** @returns the function that ends the subscription. */
  subscribe(name: string, listener: (payload: unknown) => void): () => void;
}

/** Looks an entry up by its wire name `topic.entry`; own properties only, since the name comes from outside. */
export function entryNamed(contract: ContractShape, name: string): Call | Event | undefined {
  const [topic = '', key = '', ...rest] = name.split('.');
  if (rest.length > 0 || !Object.hasOwn(contract, topic)) return undefined;
  const group = contract[topic];
  return group !== undefined && Object.hasOwn(group, key) ? group[key] : undefined;
}
