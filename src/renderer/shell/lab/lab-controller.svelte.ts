import type { Progress } from '#shared/progress.ts';
import type { LabSummary } from '#shared/domain/lab.ts';
import type { RecentLab } from '#shared/domain/shell.ts';
import { isLabAddress } from '#shared/domain/lab-address.ts';
import { printableLines } from '#shared/domain/printable.ts';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import { backupStrings } from '../backups/strings.ts';
import { labStrings } from './strings.ts';
import { welcomeStrings } from './strings.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

/** A lab whose database is not what it should be. */
interface DamagedLab {
  readonly directory: string;
  /** What is wrong with it and which backup there is, for a person. */
  readonly says: string;
  /** The backup that is offered. */
  readonly backup: string | undefined;
  /** Whether it can be opened all the same. */
  readonly acceptable: boolean;
}

/** An attempt to reach a lab on another computer. */
interface Reaching {
  /** Its address. */
  readonly directory: string;
  readonly host: string;
  /** Milliseconds of the clock at which it began. */
  readonly since: number;
}

/** Which lab is open, and the ways to open one. */
export class LabController extends Controller {
  override readonly upon: Upon = { lab: () => this.refresh(), catalogue: () => this.refresh() };
  readonly #core: WindowCore;
  #current = $state.raw<LabSummary | null>(null);
  #recent = $state.raw<readonly RecentLab[]>([]);
  #hostDown = $state<string>();
  #linkLost = $state<string>();
  #reaching = $state.raw<Reaching>();
  /** Why labs on other computers were not reached, by their addresses. */
  #unreached = $state.raw<Readonly<Record<string, string>>>({});
  #carrying = $state.raw<Progress | null>(null);
  #damaged = $state.raw<DamagedLab>();
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
      this.api.shell.onLinkChanged(({ lab, lost }) => {
        if (lab !== this.#current?.directory) return;
        this.#linkLost = lost ?? undefined;
        // That it is there again takes the place of that it was lost.
        this.notices.forgetNews();
        this.notices.tell(lost === null ? labStrings.linkBack : labStrings.linkLost(lost));
      }),
    );
    core.untilDisposed(this.api.shell.onCarrying(({ progress }) => (this.#carrying = progress)));
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

  /** The lab on another computer that is being reached; another one may be opened meanwhile. */
  get reaching(): Reaching | undefined {
    return this.#reaching;
  }

  /** Why a lab on another computer was not reached when that was tried last. */
  whyUnreached(directory: string): string | undefined {
    return this.#unreached[directory];
  }

  /** Labs that were not reached and are not among those opened before. */
  get unreachedStrangers(): readonly string[] {
    return Object.keys(this.#unreached).filter((one) =>
      this.#recent.every(({ directory }) => directory !== one),
    );
  }

  /** What was said of a lab that was not reached has been read. */
  forgetUnreached(directory: string): void {
    this.#unreached = Object.fromEntries(
      Object.entries(this.#unreached).filter(([one]) => one !== directory),
    );
  }

  /** Waits for the computer no more that is being reached. */
  async stopReaching(): Promise<void> {
    this.#reaching = undefined;
    await this.notices.guard(() => this.api.shell.stopReaching());
  }

  /** How far files are that go over the link; null where none do. */
  get carrying(): Progress | null {
    return this.#carrying;
  }

  async stopCarrying(): Promise<void> {
    await this.notices.guard(() => this.api.shell.stopCarrying());
  }

  /** Why the link to a lab on another computer is lost; undefined while it is there. */
  get linkLost(): string | undefined {
    return this.#linkLost;
  }

  /** The lab that was not opened because of its database, until somebody has put it away. */
  get damaged(): DamagedLab | undefined {
    return this.#damaged;
  }

  putDamagedAway(): void {
    this.#damaged = undefined;
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
    if (this.#current === null && newest?.there === true) {
      // A computer that is away is waited for long: the window is there meanwhile, and says so.
      if (isLabAddress(newest.directory)) this.#asked = true;
      await this.open(newest.directory);
    }
    this.#asked = true;
  }

  async refresh(): Promise<void> {
    this.#current = await this.api.lab.current();
  }

  /** @param asItIs whether its database is taken although it is not the one that its folder had. */
  async open(directory: string, { asItIs = false } = {}): Promise<void> {
    if (isLabAddress(directory)) {
      await this.#reach(directory);
      return;
    }
    await this.#during(async () => {
      try {
        const lab = await this.api.lab.open({ directory, ...(asItIs && { asItIs }) });
        this.#damaged = undefined;
        await this.#enter(lab);
      } catch (error) {
        this.#damaged = damagedLab(error);
        if (this.#damaged === undefined) throw error;
        await this.#enter(await this.api.lab.current());
      }
    });
  }

  /** Puts a backup in the place of a lab's database, and opens it. @returns whether that was done. */
  async restore(directory: string, backup: string): Promise<boolean> {
    let isDone = false;
    await this.#during(async () => {
      try {
        const { lab, kept } = await this.api.lab.restore({ directory, backup });
        this.#damaged = undefined;
        await this.#enter(lab);
        this.notices.tell(backupStrings.restored(kept !== null));
        isDone = true;
      } catch (error) {
        await this.#enter(await this.api.lab.current());
        throw error;
      }
    });
    return isDone;
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
    const directory = await this.chooseFolder(welcomeStrings.openTitle, { where: 'here' });
    if (directory !== undefined) await this.open(directory);
  }

  /** Opens the lab at an `ssh://` address, if the person agrees to reach it. @returns whether it is open. */
  async openAt(address: string): Promise<boolean> {
    const chosen = await this.notices.guard(() => this.api.shell.chooseAddress({ address: address.trim() }));
    if (chosen === undefined || chosen === null) return false;
    await this.open(chosen);
    return this.#current?.directory === chosen;
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
    const directory = await this.chooseFolder(welcomeStrings.demoTitle, { isNew: true, where: 'here' });
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

  /**
   * @param asked.where whether it has to be a folder of this computer, or of the lab's, where that is another one.
   * @returns the folder the person chose, undefined where they changed their mind.
   */
  async chooseFolder(
    title: string,
    { isNew = false, where = 'either' }: { isNew?: boolean; where?: 'here' | 'there' | 'either' } = {},
  ): Promise<string | undefined> {
    const chosen = await this.notices.guard(() =>
      this.api.shell.chooseFolder({ title, forNewLab: isNew, where }),
    );
    return chosen ?? undefined;
  }

  async #reach(directory: string): Promise<void> {
    const host = /^ssh:\/\/([^/]*)/u.exec(directory)?.[1] ?? directory;
    const reaching = { directory, host, since: Date.now() };
    this.#reaching = reaching;
    this.forgetUnreached(directory);
    this.notices.clear();
    try {
      const lab = await this.api.lab.open({ directory });
      if (this.#reaching === reaching) {
        this.#reaching = undefined;
        await this.#enter(lab);
      } else if (this.#isIdle())
        // It was there in the moment in which the person let go of it.
        await this.api.lab.close();
    } catch (error) {
      if (this.#reaching !== reaching) return;
      this.#reaching = undefined;
      // Where a lab is open, nobody sees the list of those opened before.
      if (this.#current !== null) this.notices.report(error);
      else this.#unreached = { ...this.#unreached, [directory]: reasonOf(error) };
    }
  }

  /** Whether no lab is open and none is being opened. */
  #isIdle(): boolean {
    return this.#reaching === undefined && this.#current === null && !this.#busy;
  }

  async #enter(lab: LabSummary | null): Promise<void> {
    this.#current = lab;
    this.#linkLost = undefined;
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
    // Another lab is opened instead of the one that is being reached.
    this.#reaching = undefined;
    this.notices.clear();
    await this.notices.guard(task);
    this.#busy = false;
  }
}

/** Why a lab was not reached, with the way out; that of a link that is gone is in its message. */
function reasonOf(error: unknown): string {
  const { code, message, action } = toWireError(error);
  return printableLines(code === 'host-gone' || action === undefined ? message : `${message} ${action}`);
}

/** What is told of a lab that was refused because of its database; undefined for any other failure. */
function damagedLab(error: unknown): DamagedLab | undefined {
  if (!(error instanceof StrandlineError) || error.code !== 'lab-damaged') return undefined;
  const { directory, says, backup, acceptable } = error.data;
  if (typeof directory !== 'string' || typeof says !== 'string') return undefined;
  return {
    directory,
    says,
    backup: typeof backup === 'string' ? backup : undefined,
    acceptable: acceptable === true,
  };
}
