import type { Backup, RestorePreview } from '#shared/domain/backup.ts';
import type { VerifyResult } from '#shared/domain/lab.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';
import type { LabController } from '../lab/lab-controller.svelte.ts';
import { backupStrings as words } from './strings.ts';

/** The backups of the open lab, or of one that could not be opened; its copy on another disk, and its check. */
export class BackupsController extends Controller {
  readonly #lab: LabController;
  #asked = $state(false);
  #list = $state.raw<readonly Backup[]>();
  #chosen = $state<string>();
  #preview = $state.raw<RestorePreview>();

  constructor(core: WindowCore, lab: LabController) {
    super(core);
    this.#lab = lab;
    core.untilDisposed(this.api.lab.onNotBackedUp(({ message }) => this.notices.tell(message)));
    core.untilDisposed(this.api.jobs.onChanged((job) => this.#tellOutcome(job)));
  }

  /** The lab that the dialog is about. */
  get directory(): string | undefined {
    return this.#lab.damaged?.directory ?? (this.#asked ? this.#lab.current?.directory : undefined);
  }

  get damaged(): LabController['damaged'] {
    return this.#lab.damaged;
  }

  get busy(): boolean {
    return this.#lab.busy;
  }

  /** Newest first; undefined until they are known. */
  get list(): readonly Backup[] | undefined {
    return this.#list;
  }

  get chosen(): string | undefined {
    return this.#chosen;
  }

  get preview(): RestorePreview | undefined {
    return this.#preview;
  }

  show(): void {
    this.#asked = true;
  }

  close(): void {
    this.#asked = false;
    this.#lab.putDamagedAway();
    this.reset();
  }

  override reset(): void {
    this.#list = undefined;
    this.#chosen = undefined;
    this.#preview = undefined;
  }

  /** Looks the backups up; of a damaged lab the one that is offered is chosen. */
  async load(): Promise<void> {
    const { directory } = this;
    if (directory === undefined) return;
    this.#list = await this.notices.guard(() => this.api.lab.backups({ directory }));
    const offered = this.damaged?.backup;
    if (offered !== undefined) await this.choose(offered);
  }

  async choose(backup: string): Promise<void> {
    const { directory } = this;
    if (directory === undefined) return;
    this.#chosen = backup;
    this.#preview = undefined;
    const preview = await this.notices.guard(() => this.api.lab.previewRestore({ directory, backup }));
    if (this.#chosen === backup) this.#preview = preview;
  }

  async restore(): Promise<void> {
    const { directory, chosen } = this;
    if (directory === undefined || chosen === undefined) return;
    if (await this.#lab.restore(directory, chosen)) this.close();
    else await this.load();
  }

  async openAsItIs(): Promise<void> {
    const { directory } = this;
    if (directory === undefined) return;
    await this.#lab.open(directory, { asItIs: true });
    if (this.#lab.damaged === undefined) this.close();
  }

  async backUp(): Promise<void> {
    const made = await this.notices.guard(() => this.api.lab.backUp({}));
    if (made === undefined) return;
    this.notices.tell(words.backedUp(made.name));
    if (this.#asked) await this.load();
  }

  /** Asks for a folder and copies the lab there; the job says how far it is. */
  async copy(): Promise<void> {
    const directory = await this.#lab.chooseFolder(words.copyTitle, { isNew: true, where: 'there' });
    if (directory !== undefined) await this.notices.guard(() => this.api.lab.copy({ directory }));
  }

  async verify(): Promise<void> {
    await this.notices.guard(() => this.api.lab.verify({}));
  }

  async repair(): Promise<void> {
    await this.notices.guard(() => this.api.lab.repair({}));
  }

  #tellOutcome(job: Job): void {
    if (job.state !== 'done') return;
    const copied = resultOf(job, 'copy');
    if (copied !== undefined)
      this.notices.tell(
        copied.problems.length > 0 ? words.found(copied.problems) : words.copied(copied.directory),
      );
    const checked = resultOf(job, 'verify');
    if (checked !== undefined) this.#tellChecked(checked);
    const repaired = resultOf(job, 'repair');
    if (repaired === undefined) return;
    this.notices.tell([words.repaired(repaired.repairs), words.found(repaired.problems)].join(' ').trim());
  }

  #tellChecked({ photos, models, problems, repairs }: VerifyResult): void {
    const found = problems.length > 0 ? words.found(problems) : words.clean(photos, models);
    if (repairs.length === 0) this.notices.tell(found);
    else
      this.notices.tell(`${found} ${words.wouldRepair(repairs)}`, {
        label: words.repair,
        run: () => void this.repair(),
      });
  }
}
