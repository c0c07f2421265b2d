import { contract } from '#shared/contract/contract.ts';
import type { Reply } from '#shared/contract/wire.ts';

type Ask = (name: string, args: unknown) => Promise<Reply>;

interface Ends {
  /** Asks the host of this computer, which needs no lab for it. */
  readonly here: Ask;
  /** Asks the host that has the lab. */
  readonly there: Ask;
}

/**
 * The bench's questions about frames, asked of a lab on another computer: a frame is made its network's size here, by the
 * code that would do it there, and things in it are counted here, since the lab has no part in that.
 */
export class FarFrames {
  readonly #ends: Ends;
  /** Pixels a side that the network of each model is given. */
  readonly #sizes = new Map<number, number>();

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  /** Asks whichever end it is for. */
  async ask(name: string, args: unknown): Promise<Reply> {
    if (name === 'counting.frame') return this.#ends.here(name, args);
    if (name === 'bench.predict') return this.#predict(name, args);
    if (name === 'bench.explain') return this.#explain(name, args);
    const reply = await this.#ends.there(name, args);
    if (name === 'bench.open' && reply.ok) this.#remember(reply.value);
    return reply;
  }

  #remember(value: unknown): void {
    const opened = contract.bench.open.result.safeParse(value).data;
    if (opened !== undefined) this.#sizes.set(opened.model, opened.imageSize);
  }

  async #predict(name: string, args: unknown): Promise<Reply> {
    const { model, frame, measure = false } = args as { model: number; frame: unknown; measure?: boolean };
    const sized = await this.#sized(model, frame, measure);
    if (sized === undefined) return this.#ends.there(name, args);
    const { png, statistics } = sized;
    const reply = await this.#ends.there(name, { model, frame: { png } });
    return reply.ok ? { ok: true, value: { ...(reply.value as object), statistics } } : reply;
  }

  async #explain(name: string, args: unknown): Promise<Reply> {
    const { model, of } = args as { model?: unknown; of: object };
    const sized = 'rgb' in of && typeof model === 'number' ? await this.#sized(model, of, false) : undefined;
    return this.#ends.there(name, sized === undefined ? args : { model, of: { png: sized.png } });
  }

  /** @returns undefined where it has to go as it is. */
  async #sized(model: number, frame: unknown, measure: boolean) {
    const imageSize = this.#sizes.get(model);
    if (imageSize === undefined) return undefined;
    const reply = await this.#ends.here('bench.sizeFrame', { frame, imageSize, measure });
    return reply.ok ? contract.bench.sizeFrame.result.parse(reply.value) : undefined;
  }
}
