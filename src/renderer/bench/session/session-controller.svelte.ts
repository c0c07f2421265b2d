import type { Drift } from '#shared/camera/drift.ts';
import type { BenchSession, SessionReport, StageKind } from '#shared/domain/session.ts';
import { benchStrings } from '../strings.ts';
import type { Camera } from '../camera/camera.svelte.ts';
import type { DriftMonitor } from '../live/drift-monitor.svelte.ts';
import type { RegionController } from '../live/region-controller.svelte.ts';
import type { EmptyStage } from '../live/empty-stage.svelte.ts';
import type { Viewfinder } from '../live/live-controller.svelte.ts';
import { type StageLook, lookAtStage } from '../live/stage-look.ts';
import type { StageTeacher } from '../live/stage-teacher.svelte.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

interface Surroundings {
  readonly camera: Camera;
  readonly drift: Pick<DriftMonitor, 'drifts'>;
  readonly region: Pick<RegionController, 'current'>;
  readonly stage: Pick<EmptyStage, 'contentOf'>;
  readonly teacher: Pick<StageTeacher, 'teachOfSession'>;
}

/** A ruler or a fragment that is known well may well be seen. */
const notLooked: StageLook = { content: 'nothing', frame: undefined };

/** Why no session begins with this picture as the empty stage. */
type Refusal = 'something' | 'moving';

/** The sitting at the bench that is under way, those before, and their reports. */
export class SessionController extends Controller {
  override readonly upon: Upon = { catalogue: () => this.recount(), details: () => this.recount() };
  readonly #camera: Camera;
  readonly #drift: Pick<DriftMonitor, 'drifts'>;
  readonly #region: Pick<RegionController, 'current'>;
  readonly #lookedAt: Surroundings['stage'];
  readonly #teacher: Surroundings['teacher'];
  #refusal = $state<Refusal>();
  #list = $state.raw<readonly BenchSession[]>([]);
  /** Sessions that this window has begun or gone on with. */
  #taken = $state.raw<number>();
  #report = $state.raw<SessionReport>();
  #busy = $state(false);
  /** What the stage is looked at with. */
  stage = $state<StageKind>('empty');

  readonly #open: BenchSession | undefined = $derived(this.#list.find(({ endedAt }) => endedAt === null));
  /** The session that is under way. */
  readonly current: BenchSession | undefined = $derived(
    this.#open?.id === this.#taken ? this.#open : undefined,
  );
  /** A session that was never ended: its program ended first. */
  readonly leftOpen: BenchSession | undefined = $derived(
    this.#open?.id === this.#taken ? undefined : this.#open,
  );

  constructor(core: WindowCore, { camera, drift, region, stage, teacher }: Surroundings) {
    super(core);
    this.#camera = camera;
    this.#drift = drift;
    this.#region = region;
    this.#lookedAt = stage;
    this.#teacher = teacher;
  }

  get list(): readonly BenchSession[] {
    return this.#list;
  }

  /** What is shown of a session. */
  get report(): SessionReport | undefined {
    return this.#report;
  }

  get busy(): boolean {
    return this.#busy;
  }

  async refresh(): Promise<void> {
    this.#list = await this.api.sessions.list();
    const shown = this.#report?.session.id;
    if (shown !== undefined) this.#report = await this.api.sessions.report({ session: shown });
  }

  /** Samples were kept, labelled or taken back: what the sessions come to may be something else now. */
  async recount(): Promise<void> {
    if (this.#list.length > 0) await this.refresh();
  }

  /** Looks for sessions, for the first time in this lab. */
  async look(): Promise<void> {
    await this.notices.guard(() => this.refresh());
  }

  /** Why the stage that was looked at last was not taken for an empty one. */
  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  /**
   * Takes the stage's picture and begins. What is called empty is looked at first, and refused where something is seen on it.
   *
   * @param insists the person has heard of that, and says that it is empty.
   */
  async start(viewfinder: Viewfinder, insists = false): Promise<void> {
    this.#refusal = undefined;
    await this.#work(async () => {
      const isEmpty = this.stage === 'empty';
      const { content, frame } = isEmpty ? await lookAtStage(viewfinder, this.#lookedAt) : notLooked;
      if (content !== 'nothing' && !insists) {
        this.#refusal = content;
        return;
      }
      const photo = await viewfinder.photo();
      const stage = { kind: this.stage, photo, region: this.#region.current };
      const { id } = await this.api.sessions.start({ stage, camera: this.#camera.tuning.settings() });
      this.#taken = id;
      if (frame !== undefined) await this.#teacher.teachOfSession(frame);
    });
    await this.#warnOfStanding();
  }

  /** Another thing is to be on the stage, or no session to be begun. */
  reconsider(): void {
    this.#refusal = undefined;
  }

  /** Goes on with the session that was left open. */
  async goOn(): Promise<void> {
    this.#taken = this.#open?.id;
    await this.#warnOfStanding();
  }

  /** Ends the open session, and shows what came of it. */
  async end(): Promise<void> {
    const session = this.#open?.id;
    if (session === undefined) return;
    await this.#work(async () => {
      this.#report = await this.api.sessions.end({ session });
      this.#taken = undefined;
    });
  }

  /** The picture has drifted; that is part of what came of the session. */
  async warn(drift: Drift): Promise<void> {
    const session = this.current?.id;
    if (session !== undefined) await this.notices.guard(() => this.api.sessions.warn({ session, drift }));
  }

  async show(session: number): Promise<void> {
    await this.notices.guard(async () => {
      this.#report = await this.api.sessions.report({ session });
    });
  }

  close(): void {
    this.#report = undefined;
  }

  /** Saves the report where the person says. */
  async save(as: 'html' | 'pdf'): Promise<void> {
    const session = this.#report?.session.id;
    if (session === undefined) return;
    await this.#work(async () => {
      const { html, name } = await this.api.sessions.page({ session });
      const saved = await this.api.shell.saveDocument({ html, suggestedName: name, as });
      if (saved !== null) this.tellWritten(benchStrings.session.saved(saved.path), saved.path);
    });
  }

  override reset(): void {
    this.#list = [];
    this.#taken = undefined;
    this.#refusal = undefined;
    this.#report = undefined;
  }

  /** What had drifted before the session began is told of it too. */
  async #warnOfStanding(): Promise<void> {
    for (const drift of this.#drift.drifts) await this.warn(drift);
  }

  async #work(task: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    await this.notices.guard(async () => {
      await task();
      await this.refresh();
    });
    this.#busy = false;
  }
}
