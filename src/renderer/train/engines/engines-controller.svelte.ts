import type { EngineRow } from '#shared/contract/topics/engines.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { LibraryKind } from '#shared/learning/engine-libraries.ts';
import type { Progress } from '#shared/progress.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';
import { enginesStrings as words } from './strings.ts';

/** What this computer has of each engine, and the libraries that are being installed. */
export class EnginesController extends Controller {
  #rows = $state.raw<readonly EngineRow[]>([]);
  /** Null before an installation says how far it is. */
  #installing = $state.raw<Partial<Record<LibraryKind, Progress | null>>>({});
  readonly #onChanged: () => unknown;

  /** @param onChanged hears that other devices can be trained on. */
  constructor(core: WindowCore, onChanged: () => unknown) {
    super(core);
    this.#onChanged = onChanged;
    core.untilDisposed(
      this.api.engines.onInstalling(({ library, progress }) => {
        if (this.isInstalling(library)) this.#installing = { ...this.#installing, [library]: progress };
      }),
    );
  }

  get rows(): readonly EngineRow[] {
    return this.#rows;
  }

  isInstalling(library: LibraryKind): boolean {
    return this.#installing[library] !== undefined;
  }

  /** How far an installation is; undefined before it says so. */
  progressOf(library: LibraryKind): Progress | undefined {
    return this.#installing[library] ?? undefined;
  }

  async refresh(): Promise<void> {
    await this.notices.guard(async () => {
      this.#rows = await this.api.engines.list({});
    });
  }

  /** Installs from a folder of wheels that is asked for. */
  async installFromFolder(library: LibraryKind): Promise<void> {
    const from = await this.notices.guard(() =>
      this.api.shell.chooseFolder({ title: words.chooseWheels, where: 'there' }),
    );
    if (typeof from === 'string') await this.install(library, from);
  }

  async install(library: LibraryKind, from?: string): Promise<void> {
    this.#installing = { ...this.#installing, [library]: null };
    await this.#changing(async () => {
      try {
        await this.api.engines.install({ library, ...(from !== undefined && { from }) });
      } catch (error) {
        // Who stopped it knows.
        if (!(error instanceof StrandlineError && error.code === 'cancelled')) throw error;
      } finally {
        const others = Object.entries(this.#installing).filter(([one]) => one !== library);
        this.#installing = Object.fromEntries(others);
      }
    });
  }

  /** What has arrived is kept. */
  async stop(): Promise<void> {
    await this.notices.guard(() => this.api.engines.stop());
  }

  async remove(library: LibraryKind): Promise<void> {
    await this.#changing(() => this.api.engines.remove({ library }));
  }

  async #changing(work: () => Promise<unknown>): Promise<void> {
    await this.notices.guard(work);
    await this.refresh();
    this.#onChanged();
  }
}
