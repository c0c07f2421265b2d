import { z } from 'zod';
import { type Region, isWholeCentre } from '#shared/camera/region.ts';
import type { DetectorRow } from '#shared/contract/topics/detectors.ts';
import type { ScaleProfile } from '#shared/domain/profile.ts';
import type { FindingSettings } from '#shared/domain/finding.ts';
import type { Outline } from '#shared/domain/tray.ts';
import { toWireError } from '#shared/errors.ts';
import { scaledOutline } from '#shared/trays/outline.ts';
import type { Api } from '../../lib/api.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import { refresher } from '../../lib/refresher.ts';
import { Remembered } from '../../lib/remembered.svelte.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import { RememberedFinding } from '../../trays/remembered-finding.svelte.ts';
import { trayStrings } from '../../trays/strings.ts';
import type { WholeFrame, WholePhoto } from '../camera/frame.ts';
import { type CountedFrame, type Pace, paceOf, withFrame } from './pace.ts';
import { countStrings as words } from './strings.ts';

/** Longer sides that frames can be made smaller to, in pixels. */
export const sides = [640, 960, 1280] as const;

/** What takes all of the camera's picture, whatever part of it a model looks at. */
export interface WholeView {
  /** @param longest side at most, in pixels. */
  whole(longest: number): WholeFrame | undefined;
  photo(): Promise<WholePhoto>;
}

/** What was found in a picture, in its own pixels. */
interface Counted {
  readonly outlines: readonly Outline[];
  readonly atEdge: number;
  /** Smaller than asked for. */
  readonly small: number;
  readonly width: number;
  readonly height: number;
  /** Size of what was looked at. */
  readonly frame: { readonly width: number; readonly height: number };
}

type ByDetector = Awaited<ReturnType<Api['counting']['byDetector']>>;

/** A picture that is held while a detector looks at it, and after. */
interface Held extends WholePhoto {
  readonly detector: DetectorRow;
  readonly region: Region | null;
  /** Undefined while it looks. */
  readonly answer: ByDetector | undefined;
}

interface Surroundings {
  readonly region: { readonly current: Region };
  /** Where trays are kept. */
  readonly keeping: { readonly survey: number | undefined };
  readonly edits: Pick<EditsController, 'make'>;
  /** Goes to a tray, for its review. */
  readonly openTray: (tray: number) => void;
}

/** Counts things in the camera's picture: frame by frame by how they stand out, or once by a detector. */
export class Counting extends Controller {
  override readonly upon: Upon = {
    models: async () => {
      if (this.#detectors !== undefined) await this.refreshDetectors();
    },
    details: async () => {
      if (this.#isOn) await this.#lookForScale();
    },
  };
  readonly #around: Surroundings;
  readonly #finding: RememberedFinding;
  readonly #side: Remembered<(typeof sides)[number]>;
  #isOn = $state(false);
  #view: WholeView | undefined;
  #counted = $state.raw<Counted>();
  #frames = $state.raw<readonly CountedFrame[]>([]);
  /** Why a frame could not be counted, where that is the settings' doing. */
  #problem = $state<string>();
  #profile = $state.raw<ScaleProfile>();
  #detectors = $state.raw<readonly DetectorRow[]>();
  #chosen = $state<string>();
  #held = $state.raw<Held>();
  #keeping = $state(false);
  #busy = false;
  /** Rises with whatever makes answers on their way old. */
  #generation = 0;

  readonly refreshDetectors = refresher(async () => {
    this.#detectors = await this.api.detectors.list();
  });

  readonly pace: Pace | undefined = $derived(paceOf(this.#frames));

  constructor(core: WindowCore, around: Surroundings) {
    super(core);
    this.#around = around;
    const { storage } = core.outside;
    this.#finding = new RememberedFinding(storage, 'benchCounting', () => this.#profile ?? null);
    this.#side = new Remembered(storage, 'benchCountingSide', z.literal(sides).default(sides[0]));
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** How things are found. A smallest size is in µm where there is a scale, else in the picture's pixels. */
  get finding(): FindingSettings {
    return this.#finding.settings;
  }

  /** Longer side that frames are made smaller to, in pixels. */
  get side(): number {
    return this.#side.value;
  }

  /** Whether a person has said which size is the smallest. */
  get isTyped(): boolean {
    return this.#finding.isTyped;
  }

  /** The smallest size in pixels of the picture. */
  get smallestInPixels(): number {
    return this.#finding.smallestInPixels;
  }

  /** Of the picture that is shown: the held one, else the live one. */
  get counted(): Counted | undefined {
    const held = this.#held;
    if (held === undefined) return this.#counted;
    const { answer, width, height } = held;
    if (answer === undefined) return undefined;
    const outlines = answer.found.map(({ outline }) => outline);
    const atEdge = answer.found.filter((one) => one.atEdge).length;
    return { outlines, atEdge, small: 0, width, height, frame: { width, height } };
  }

  get problem(): string | undefined {
    return this.#held === undefined ? this.#problem : undefined;
  }

  /** The scale that new photos get, and trays that are kept here. */
  get profile(): ScaleProfile | undefined {
    return this.#profile;
  }

  get held(): Held | undefined {
    return this.#held;
  }

  get keeping(): boolean {
    return this.#keeping;
  }

  /** Newest first; undefined until it is known. */
  get detectors(): readonly DetectorRow[] | undefined {
    return this.#detectors;
  }

  /** The one that is chosen; the newest where none is, or where it is not there any more. */
  get detector(): DetectorRow | undefined {
    return this.#detectors?.find(({ id }) => id === this.#chosen) ?? this.#detectors?.[0];
  }

  chooseDetector(id: string): void {
    this.#chosen = id;
  }

  /** Says where pictures come from. @returns the function that says that they come no longer. */
  show(view: WholeView): () => void {
    this.#view = view;
    return () => {
      if (this.#view !== view) return;
      this.#view = undefined;
      this.letGo();
    };
  }

  set(part: Partial<Omit<FindingSettings, 'smallest'>>): void {
    this.#finding.set(part);
  }

  /** @param size in µm where there is a scale, else in pixels; null: what the picture shows well. */
  setSmallest(size: number | null): void {
    this.#finding.setSmallest(size);
  }

  setSide(side: number): void {
    this.#side.value = sides.find((one) => one === side) ?? sides[0];
  }

  /** Begins to count, or ends it. */
  async toggle(): Promise<void> {
    this.#isOn = !this.#isOn;
    this.#forget();
    if (!this.#isOn) return;
    await this.notices.guard(async () => {
      await Promise.all([this.#lookForScale(), this.refreshDetectors()]);
    });
  }

  /** Counts the newest frame, unless one is on its way: frames are dropped, never queued. */
  async see(): Promise<void> {
    if (!this.#isOn || this.#busy || this.#keeping || this.#held !== undefined) return;
    const seen = this.#view?.whole(this.side);
    if (seen === undefined) return;
    const { frame, width, height } = seen;
    const smallest = this.smallestInPixels * (frame.width / width);
    const [generation, started] = [this.#generation, performance.now()];
    this.#busy = true;
    try {
      const { found, leftOut } = await this.api.counting.frame({
        frame,
        region: this.#region,
        settings: { ...this.finding, smallest },
      });
      if (generation !== this.#generation) return;
      const at = performance.now();
      this.#frames = withFrame(this.#frames, { at, took: at - started });
      this.#problem = undefined;
      this.#counted = {
        outlines: found.map(({ outline }) => scaledOutline(outline, width / frame.width)),
        atEdge: found.filter((one) => one.atEdge).length,
        small: leftOut.small,
        ...{ width, height, frame },
      };
    } catch (error) {
      if (generation === this.#generation) this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  /** Holds the present picture and asks the detector about it; where one is held already, goes back to the live one. */
  async askDetector(): Promise<void> {
    if (this.#held !== undefined) {
      this.letGo();
      return;
    }
    await this.notices.guard(async () => {
      if (this.#detectors === undefined) await this.refreshDetectors();
      const { detector } = this;
      if (detector === undefined) {
        this.notices.tell(trayStrings.noDetector);
        return;
      }
      const photo = await this.#view?.photo();
      if (photo === undefined || !this.#isOn) return;
      const held: Held = { ...photo, detector, region: this.#region, answer: undefined };
      this.#held = held;
      await this.#answered(held);
    });
  }

  /** Back to the live picture. */
  letGo(): void {
    this.#held = undefined;
    this.#generation += 1;
  }

  /** Keeps the picture that is shown as a tray, with what is found in it to be reviewed. */
  async keep(): Promise<void> {
    const { survey } = this.#around.keeping;
    const held = this.#held;
    if (this.#keeping || (held !== undefined && held.answer === undefined)) return;
    if (survey === undefined) {
      this.notices.tell(words.noSurvey);
      return;
    }
    this.#keeping = true;
    const kept = await this.#around.edits.make(async () => {
      const picture = held?.picture ?? (await this.#view?.photo())?.picture;
      if (picture === undefined) return undefined;
      const by = held === undefined ? { settings: this.finding } : { detector: held.detector.id };
      const region = held === undefined ? this.#region : held.region;
      return this.api.counting.keep({ survey, picture, region, by });
    });
    this.#keeping = false;
    if (kept === undefined) return;
    this.letGo();
    this.notices.tell(words.kept(kept.number, kept.proposed), {
      label: words.review,
      run: () => this.#around.openTray(kept.tray),
    });
  }

  override reset(): void {
    this.#isOn = false;
    this.#forget();
    this.#profile = undefined;
    this.#detectors = undefined;
    this.#chosen = undefined;
  }

  /** The part that is counted; all of the picture where nobody has chosen one. */
  get #region(): Region | null {
    const { current } = this.#around.region;
    return isWholeCentre(current) ? null : current;
  }

  #forget(): void {
    this.letGo();
    this.#counted = undefined;
    this.#frames = [];
    this.#problem = undefined;
  }

  /** Too much is the settings' doing and said in the view, frame by frame; whatever else is wrong ends the counting. */
  #fail(error: unknown): void {
    const { code, message } = toWireError(error);
    this.#counted = undefined;
    if (code === 'too-large') {
      this.#problem = message;
      return;
    }
    this.#isOn = false;
    this.notices.report(error);
  }

  async #answered(held: Held): Promise<void> {
    const { picture, region, detector } = held;
    try {
      const answer = await this.api.counting.byDetector({ picture, region, detector: detector.id });
      if (this.#held === held) this.#held = { ...held, answer };
    } catch (error) {
      if (this.#held !== held) return;
      this.letGo();
      throw error;
    }
  }

  async #lookForScale(): Promise<void> {
    const { profiles, chosen } = await this.api.catalogue.profiles();
    this.#profile = profiles.find(({ id }) => id === chosen);
  }
}
