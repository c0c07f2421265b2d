import { Controller, type WindowCore } from '../../lib/controller.ts';
import type { Camera } from '../camera/camera.svelte.ts';
import type { LiveController, Viewfinder } from './live-controller.svelte.ts';
import type { StageTeacher } from './stage-teacher.svelte.ts';

/** What of the live picture's view is reached by keys. */
interface Shown {
  readonly viewfinder: Viewfinder;
  /** Gives the keys to the part of the picture that is judged. */
  readonly focusRegion: () => void;
  /** Gives the keys to the field for the number of a sample that is there. */
  readonly typeNumber: () => void;
}

interface Surroundings {
  readonly camera: Camera;
  readonly live: LiveController;
  readonly teacher: StageTeacher;
}

/** The live picture while it is on the screen, and what is done with it. */
export class LiveView extends Controller {
  readonly #camera: Camera;
  readonly #live: LiveController;
  readonly #teacher: StageTeacher;
  #shown = $state.raw<Shown>();
  /** Whether the camera's settings are shown. */
  tuning = $state(false);

  constructor(core: WindowCore, { camera, live, teacher }: Surroundings) {
    super(core);
    this.#camera = camera;
    this.#live = live;
    this.#teacher = teacher;
  }

  get isShown(): boolean {
    return this.#shown !== undefined;
  }

  /** Whether there is a picture to take. */
  get isLive(): boolean {
    return this.isShown && this.#camera.state.kind === 'live';
  }

  /** @returns the function that says that it is shown no longer. */
  show(shown: Shown): () => void {
    this.#shown = shown;
    return () => {
      if (this.#shown === shown) this.#shown = undefined;
      this.tuning = false;
    };
  }

  async take(): Promise<void> {
    if (this.#shown !== undefined) await this.#live.take(this.#shown.viewfinder);
  }

  learnStage(): void {
    const frame = this.#shown?.viewfinder.grab();
    if (frame !== undefined) this.#teacher.teach(frame);
  }

  focusRegion(): void {
    this.#shown?.focusRegion();
  }

  typeNumber(): void {
    this.#shown?.typeNumber();
  }
}
