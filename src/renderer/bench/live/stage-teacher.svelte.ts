import type { Frame } from '#shared/contract/topics/bench.ts';
import { benchStrings } from '../strings.ts';
import type { EmptyStage } from './empty-stage.svelte.ts';
import type { StageMemory } from './stage-memory.svelte.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

interface Surroundings {
  readonly stage: EmptyStage;
  readonly stageMemory: Pick<StageMemory, 'load' | 'letGo'>;
}

/** A person shows the bench the empty stage, and takes it back where that was none. */
export class StageTeacher extends Controller {
  readonly #stage: EmptyStage;
  readonly #memory: Surroundings['stageMemory'];

  constructor(core: WindowCore, { stage, stageMemory }: Surroundings) {
    super(core);
    this.#stage = stage;
    this.#memory = stageMemory;
  }

  /** This is the empty stage. What seems to lie on it is told, and the person's word counts. */
  teach(frame: Frame): void {
    const { learned, learnedOccupied, takeBack } = benchStrings.emptyStage;
    const isOccupied = this.#stage.contentOf(frame, frame) === 'something';
    this.#stage.learn(frame);
    this.notices.tell(isOccupied ? learnedOccupied : learned, {
      label: takeBack,
      run: () => this.takeBack(),
    });
  }

  /** A session began with this empty stage: the lab knows it from now on. */
  async teachOfSession(frame: Frame): Promise<void> {
    this.teach(frame);
    await this.#memory.load();
  }

  /** The empty stage is again what it was before it was shown last. */
  takeBack(): void {
    if (!this.#stage.canTakeBack) return;
    this.#stage.takeBack();
    // What the lab remembers may be the very picture that was taken back.
    this.#memory.letGo();
    const { tookBack, forgotten } = benchStrings.emptyStage;
    this.notices.tell(this.#stage.isKnown ? tookBack : forgotten);
  }
}
