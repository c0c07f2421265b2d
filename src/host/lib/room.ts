/** Room that work takes a part of while it goes on, such as memory; whoever finds too little waits, in order. */
export class Room {
  readonly #all: number;
  #taken = 0;
  readonly #waiting: { readonly part: number; readonly enter: () => void }[] = [];

  /** @param all in any unit; `part`s are in the same. */
  constructor(all: number) {
    this.#all = all;
  }

  /** Does work once there is room for it; what needs more than there is has all of it to itself. */
  async within<T>(part: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(part, this.#all);
    // Nobody overtakes: what needs much would wait for ever.
    if (this.#waiting.length > 0 || this.#taken + taken > this.#all)
      await new Promise<void>((enter) => this.#waiting.push({ part: taken, enter }));
    else this.#taken += taken;
    try {
      return await work();
    } finally {
      this.#taken -= taken;
      this.#letIn();
    }
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#taken + next.part > this.#all) return;
      this.#taken += next.part;
      this.#waiting.shift();
      next.enter();
    }
  }
}
