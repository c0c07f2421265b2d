import { isThere } from '#shared/domain/place-there.ts';
import type { Api } from './api.ts';
import { Notices } from './notices.svelte.ts';
import { strings } from './strings.ts';

/** What of the computer a window uses besides the lab. */
export interface Outside {
  /** Where files lie that a person dropped or pasted: {@link import('#shared/contract/wire.ts').Bridge.pathsOf}. */
  readonly pathsOf: (files: readonly File[]) => Promise<readonly string[]>;
  readonly media: Pick<
    MediaDevices,
    'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
  >;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

type Topic = Parameters<Parameters<Api['lab']['onChanged']>[0]>[0]['topic'];
/** `enter`: another lab was opened. `entered`: all have looked at it. A topic: the lab says that something about it is different. */
type Moment = Topic | 'enter' | 'entered';
export type Upon = Readonly<Partial<Record<Moment, () => unknown>>>;

/** What all controllers of a window stand upon; it calls on them when the lab changes. */
export class WindowCore {
  readonly api: Api;
  readonly notices = new Notices();
  readonly outside: Outside;
  readonly #members: Controller[] = [];
  readonly #subscriptions: (() => void)[] = [];

  /** @param outside where it is not given: the browser's, and nothing that is dropped has a path. */
  constructor(api: Api, outside: Partial<Outside> = {}) {
    this.api = api;
    this.outside = {
      pathsOf: (files) => Promise.resolve(files.map(() => '')),
      media: navigator.mediaDevices,
      storage: globalThis.localStorage,
      ...outside,
    };
    this.untilDisposed(
      api.lab.onChanged(({ topic }) => void this.notices.guard(() => this.#callUpon(topic))),
    );
  }

  add(member: Controller): void {
    this.#members.push(member);
  }

  untilDisposed(unsubscribe: () => void): void {
    this.#subscriptions.push(unsubscribe);
  }

  /** Another lab is the open one from now on, or none. */
  async enter(isOpen: boolean): Promise<void> {
    for (const member of this.#members) member.reset?.();
    if (!isOpen) return;
    await this.notices.guard(() => this.#callUpon('enter'));
    await this.#callUpon('entered');
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  async #callUpon(moment: Moment): Promise<void> {
    await Promise.all(this.#members.map((member) => member.upon?.[moment]?.()));
  }
}

/** A controller says for itself when it looks again and begins anew: no list of controllers has to be kept. */
export abstract class Controller {
  protected readonly api: Api;
  protected readonly notices: Notices;
  /** What it does at which moment; all do it at once. */
  readonly upon?: Upon;

  constructor(core: WindowCore) {
    this.api = core.api;
    this.notices = core.notices;
    core.add(this);
  }

  /** Says that a file was written, which can be opened from there if it is on this computer. */
  protected tellWritten(message: string, file: string): void {
    if (isThere(file)) {
      this.notices.tell(message);
      return;
    }
    const run = (): void => void this.notices.guard(() => this.api.shell.openFile({ written: file }));
    this.notices.tell(message, { label: strings.openFile, run });
  }

  /** Begins anew, as nothing is known of the lab that is open now. */
  reset?(): void;
}
