import type { FileVerdict } from '#shared/learning/prediction/verdict.ts';
import { benchStrings } from '../strings.ts';
import { fileName } from '../../lib/format.ts';
import { Controller } from '../../lib/controller.ts';

/** Choosing photos and hearing what a model says about them. */
export class BenchController extends Controller {
  #files = $state.raw<readonly string[]>([]);
  #verdicts = $state.raw<readonly FileVerdict[]>([]);
  #shown = $state(0);
  #busy = $state(false);
  /** Whether all chosen photos are angles of one sample. */
  #together = $state(false);
  /** Where the bench's pictures come from. */
  source = $state<'camera' | 'photos' | 'sessions'>('camera');
  /** Chosen model; undefined asks the one in use. */
  #model = $state<number>();

  readonly verdict: FileVerdict | undefined = $derived(this.#verdicts[this.#shown]);

  get files(): readonly string[] {
    return this.#files;
  }

  get verdicts(): readonly FileVerdict[] {
    return this.#verdicts;
  }

  get shown(): number {
    return this.#shown;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get together(): boolean {
    return this.#together;
  }

  get model(): number | undefined {
    return this.#model;
  }

  async choosePhotos(): Promise<void> {
    const files = await this.notices.guard(() =>
      this.api.shell.choosePhotos({ title: benchStrings.chooseTitle }),
    );
    if (files === undefined || files.length === 0) return;
    this.#files = files;
    await this.#classify();
  }

  /** The same photos are predicted anew: a verdict over several angles is not the sum of single ones. */
  async setTogether(together: boolean): Promise<void> {
    this.#together = together;
    await this.#classify();
  }

  async setModel(model: number | undefined): Promise<void> {
    this.#model = model;
    await this.#classify();
  }

  show(index: number): void {
    this.#shown = Math.min(Math.max(0, this.#verdicts.length - 1), Math.max(0, index));
  }

  override reset(): void {
    this.#files = [];
    this.#verdicts = [];
    this.#shown = 0;
    this.#model = undefined;
  }

  async #classify(): Promise<void> {
    if (this.#files.length === 0) return;
    this.#busy = true;
    const model = this.#model === undefined ? {} : { model: this.#model };
    const question = { files: [...this.#files], together: this.#together, ...model };
    const answer = await this.notices.guard(() => this.api.bench.classify(question));
    this.#verdicts = answer?.verdicts ?? [];
    const [unread] = answer?.skipped ?? [];
    if (unread !== undefined)
      this.notices.tell(
        benchStrings.leftOut(answer?.skipped.length ?? 0, fileName(unread.file), unread.reason),
      );
    this.#shown = 0;
    this.#busy = false;
  }
}
