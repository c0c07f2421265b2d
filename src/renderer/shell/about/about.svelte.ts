import { Controller } from '../../lib/controller.ts';

export interface Part {
  /** Name and version. */
  readonly name: string;
  readonly text: string;
}

/** What the about box shows; asked for when it is opened. */
export class About extends Controller {
  #open = $state(false);
  #versions = $state.raw<Readonly<Record<string, string>>>({});
  #licence = $state('');
  #parts = $state.raw<readonly Part[]>([]);
  /** What is looked for among the software that is in the program. */
  search = $state('');

  readonly found: readonly Part[] = $derived(
    this.#parts.filter(({ name }) => name.toLowerCase().includes(this.search.trim().toLowerCase())),
  );

  get open(): boolean {
    return this.#open;
  }

  get versions(): Readonly<Record<string, string>> {
    return this.#versions;
  }

  get licence(): string {
    return this.#licence;
  }

  async show(): Promise<void> {
    this.#open = true;
    this.search = '';
    await this.notices.guard(async () => {
      const { licence, thirdParty } = await this.api.shell.licences();
      this.#licence = licence;
      this.#parts = partsOf(thirdParty);
      this.#versions = await this.api.shell.versions();
      // The lab's process may be down; the rest is shown all the same.
      this.#versions = { ...this.#versions, ...(await this.api.lab.versions()) };
    });
  }

  close(): void {
    this.#open = false;
  }
}

/** The parts of THIRD_PARTY.md: a heading each, and below it what its package says. */
export function partsOf(markdown: string): Part[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [name = '', ...lines] = section.split('\n');
      const text = lines.filter((line) => line !== '```').join('\n');
      return { name: name.trim(), text: text.trim() };
    });
}
