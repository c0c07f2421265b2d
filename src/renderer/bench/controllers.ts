import { RoomControllers, type ShellControllers } from '../shell/controllers.ts';
import { Camera } from './camera/camera.svelte.ts';
import { DriftMonitor } from './live/drift-monitor.svelte.ts';
import { EmptyStage } from './live/empty-stage.svelte.ts';
import { KeepTarget } from './live/keep-target.svelte.ts';
import { LiveController } from './live/live-controller.svelte.ts';
import { LiveView } from './live/live-view.svelte.ts';
import { RegionController } from './live/region-controller.svelte.ts';
import { StageMemory } from './live/stage-memory.svelte.ts';
import { StageTeacher } from './live/stage-teacher.svelte.ts';
import { Counting } from './count/counting.svelte.ts';
import { BenchController } from './bench-controller.svelte.ts';
import { PhotoVerdicts } from './photos/photo-verdicts.svelte.ts';
import { SessionController } from './session/session-controller.svelte.ts';
import { Explainer } from './why/explainer.svelte.ts';

export class BenchControllers extends RoomControllers {
  readonly bench = new BenchController(this.core);
  readonly photos = new PhotoVerdicts(this.core);
  readonly camera = new Camera(this.core.outside.media, this.core.outside.storage);
  readonly keeping = new KeepTarget(this.core);
  readonly drift: DriftMonitor = new DriftMonitor((drift) => void this.sessions.warn(drift));
  readonly stage = new EmptyStage();
  readonly stageMemory = new StageMemory(this.core, this.stage);
  readonly teacher = new StageTeacher(this.core, this);
  readonly region = new RegionController(this.core.outside.storage, this.stage);
  readonly explainer = new Explainer(this.core);
  readonly sessions: SessionController = new SessionController(this.core, this);
  readonly live = new LiveController(this.core, this);
  readonly liveView = new LiveView(this.core, this);
  readonly counting: Counting;

  /** @param openTray goes to a tray, for its review. */
  constructor(shell: ShellControllers, openTray: (tray: number) => void) {
    super(shell);
    const { region, keeping } = this;
    this.counting = new Counting(this.core, { region, keeping, edits: shell.edits, openTray });
  }
}
