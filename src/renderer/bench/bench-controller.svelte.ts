import { Controller } from '../lib/controller.ts';

/** Where the bench's pictures come from, and which model looks at them. */
export class BenchController extends Controller {
  source = $state<'camera' | 'photos' | 'sessions'>('camera');
  #model = $state<number>();

  /** Chosen model; undefined asks the one in use. */
  get model(): number | undefined {
    return this.#model;
  }

  setModel(model: number | undefined): void {
    this.#model = model;
  }

  /** Goes to the photo files with a model. */
  classifyWith(model: number): void {
    this.#model = model;
    this.source = 'photos';
  }

  override reset(): void {
    this.#model = undefined;
  }
}
