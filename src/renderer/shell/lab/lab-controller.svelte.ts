import type { LabSummary } from '#shared/domain/lab.ts';
import type { RecentLab } from '#shared/domain/shell.ts';
import { labStrings } from './strings.ts';
import { welcomeStrings } from './strings.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

/** Which lab is open, and the ways to open one. */
export class LabController extends Controller {
  override readonly upon: Upon = { lab: () => this.refresh(), catalogue: () => this.refresh() };
  readonly #core: WindowCore;
  #current = $state.raw<LabSummary | null>(null);
  #recent = $state.raw<readonly RecentLab[]>([]);
  #hostDown = $state<string>();
  #asked = $state(false);
  #busy = $state(false);

  constructor(core: WindowCore) {
    super(core);
    this.#core = core;
    core.untilDisposed(
      this.api.shell.onHostGone(({ reason, down }) => {
        if (down) this.#hostDown = reason;
        else void this.#reopen(reason);
      }),
    );
    core.untilDisposed(
      this.api.shell.onLabAsked(({ directory }) => {
        if (directory !== this.#current?.directory) void this.open(directory);
      }),
    );
  }

  get current(): LabSummary | null {
    return this.#current;
  }

  get recent(): readonly RecentLab[] {
    return this.#recent;
  }

  /** Whether the lab's process has answered which lab is open; before that neither room nor welcome is right. */
  get known(): boolean {
    return this.#asked;
  }

  /** Why the lab's process ended, where it was given up after it did so again and again. */
  get hostDown(): string | undefined {
    return this.#hostDown;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Goes on with the lab that is open already, as after a reload, or else with the one that was open last. */
  async start(): Promise<void> {
    await this.notices.guard(async () => {
      this.#recent = await this.api.shell.recentLabs();
      await this.#enter(await this.api.lab.current());
    });
    const [newest] = this.#recent;
    // Where the last lab is gone, the welcome says so; another one in its place would only confuse.
    if (this.#current === null && newest?.there === true) await this.open(newest.directory);
    this.#asked = true;
  }

  async refresh(): Promise<void> {
    this.#current = await this.api.lab.current();
  }

  async open(directory: string): Promise<void> {
    await this.#during(async () => this.#enter(await this.api.lab.open({ directory })));
  }

  /** Takes a lab off the list of those opened before; its folder is left alone. */
  async forget(directory: string): Promise<void> {
    await this.notices.guard(async () => {
      await this.api.shell.forgetLab({ lab: directory });
      this.#recent = await this.api.shell.recentLabs();
    });
  }

  /** Starts the lab's process again, after it was given up. */
  async restartHost(): Promise<void> {
    const reason = this.#hostDown ?? '';
    this.#hostDown = undefined;
    await this.notices.guard(() => this.api.shell.restartHost());
    await this.#reopen(reason);
  }

  async chooseAndOpen(): Promise<void> {
    const directory = await this.chooseFolder(welcomeStrings.openTitle);
    if (directory !== undefined) await this.open(directory);
  }

  /** @param classes names with commas between them. */
  async create(directory: string, name: string, classes: string): Promise<void> {
    const trimmed = name.trim();
    const names = classes.split(',').map((one) => one.trim());
    await this.#during(async () => {
      const lab = await this.api.lab.create({
        directory,
        classes: names.filter((one) => one !== ''),
        ...(trimmed !== '' && { name: trimmed }),
      });
      await this.#enter(lab);
    });
  }

  async openDemo(): Promise<void> {
    const directory = await this.chooseFolder(welcomeStrings.demoTitle, true);
    if (directory === undefined) return;
    await this.#during(async () => {
      const { lab } = await this.api.demo.create({ directory });
      await this.#enter(lab);
    });
  }

  async close(): Promise<void> {
    await this.#during(async () => {
      await this.api.lab.close();
      this.#recent = await this.api.shell.recentLabs();
      await this.#enter(null);
    });
  }

  /** @returns the folder the person chose, undefined where they changed their mind. */
  async chooseFolder(title: string, forNewLab = false): Promise<string | undefined> {
    const chosen = await this.notices.guard(() => this.api.shell.chooseFolder({ title, forNewLab }));
    return chosen ?? undefined;
  }

  async #enter(lab: LabSummary | null): Promise<void> {
    this.#current = lab;
    await this.#core.enter(lab !== null);
    if (lab !== null && lab.readOnly !== null) this.notices.tell(lab.readOnly);
  }

  async #reopen(reason: string): Promise<void> {
    const directory = this.#current?.directory;
    if (directory === undefined) return;
    await this.open(directory);
    this.notices.tell(labStrings.hostGone(reason));
  }

  async #during(task: () => Promise<void>): Promise<void> {
    this.#busy = true;
    this.notices.clear();
    await this.notices.guard(task);
    this.#busy = false;
  }
}
