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

/** The parts of THIRD_PARTY.md: a heading each, and below it what its package says. A fenced licence may have headings too. */
export function partsOf(markdown: string): Part[] {
  const parts: { name: string; lines: string[] }[] = [];
  let isFenced = false;
  for (const line of markdown.split('\n')) {
    if (line === '```') isFenced = !isFenced;
    else if (!isFenced && line.startsWith('## ')) parts.push({ name: line.slice(3).trim(), lines: [] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts.map(({ name, lines }) => ({ name, text: lines.join('\n').trim() }));
}
