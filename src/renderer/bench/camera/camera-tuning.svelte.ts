import type { CameraSettings } from '#shared/camera/camera.ts';
import {
  type CameraControl,
  type Constraints,
  type ControlName,
  type TrackFacts,
  controlsOf,
  frameRates,
  locked,
  pictureSizes,
  released,
  settingsOf,
  withControl,
} from './camera-controls.ts';
import type { CameraMemory, RememberedCamera } from './camera-memory.ts';
import type { Orientation } from './frame.ts';

/** The part of a video track that is needed. */
export type TunableTrack = Pick<MediaStreamTrack, 'getCapabilities' | 'getSettings' | 'applyConstraints'>;

/** What a camera that was never used here starts with. */
const fresh: Omit<RememberedCamera, 'label' | 'group'> = {
  size: null,
  frameRate: null,
  mirrored: false,
  turned: 0,
  constraints: {},
};

/** How the camera that is live is set: its controls, the size of its picture, how the picture is turned. */
export class CameraTuning {
  readonly #memory: CameraMemory;
  #track: TunableTrack | undefined;
  #camera = $state.raw<RememberedCamera>({ label: '', group: '', ...fresh });
  #controls = $state.raw<readonly CameraControl[]>([]);
  #sizes = $state.raw<readonly { width: number; height: number }[]>([]);
  #rates = $state.raw<readonly number[]>([]);
  #picture = $state.raw<{ width: number; height: number; frameRate: number | null }>();
  /** A control that the camera did not let itself be set to. */
  #refused = $state<ControlName>();

  readonly orientation: Orientation = $derived({
    mirrored: this.#camera.mirrored,
    turned: this.#camera.turned,
  });
  /** Whether anything follows the picture that could be told to stay. */
  readonly canLock: boolean = $derived(
    this.#controls.some(({ lockable, state }) => lockable && state === 'automatic'),
  );

  constructor(memory: CameraMemory) {
    this.#memory = memory;
  }

  /** The picture that this camera is asked for. */
  get wanted(): Pick<RememberedCamera, 'size' | 'frameRate'> {
    return this.#camera;
  }

  get controls(): readonly CameraControl[] {
    return this.#controls;
  }

  get sizes(): readonly { width: number; height: number }[] {
    return this.#sizes;
  }

  get rates(): readonly number[] {
    return this.#rates;
  }

  /** What the camera gives now. */
  get picture(): { width: number; height: number; frameRate: number | null } | undefined {
    return this.#picture;
  }

  get refused(): ControlName | undefined {
    return this.#refused;
  }

  /** What a camera is asked for when it is opened. */
  wantedOf(
    device: { label: string; group: string } | undefined,
  ): Pick<RememberedCamera, 'size' | 'frameRate'> {
    return (device && this.#memory.of(device)) ?? fresh;
  }

  /** Takes over a camera that has just been opened, and sets it as it was set before. */
  async take(track: TunableTrack, device: { label: string; group: string }): Promise<void> {
    this.#track = track;
    this.#refused = undefined;
    this.#camera = { ...(this.#memory.of(device) ?? fresh), ...device };
    this.#memory.remember(this.#camera);
    if (Object.keys(this.#camera.constraints).length > 0) await this.#apply(this.#camera.constraints);
    this.refresh();
  }

  release(): void {
    this.#track = undefined;
    this.#controls = [];
    this.#sizes = [];
    this.#rates = [];
    this.#picture = undefined;
  }

  /** Looks at the camera again: what follows the picture changes by itself. */
  refresh(): void {
    const track = this.#track;
    if (track === undefined) return;
    const [capabilities, settings] = factsOf(track);
    this.#controls = controlsOf(capabilities, settings);
    this.#sizes = pictureSizes(capabilities);
    this.#rates = frameRates(capabilities);
    const { width = 0, height = 0, frameRate = null } = track.getSettings();
    this.#picture = { width, height, frameRate };
  }

  /** Tells everything to stay that can be told so. */
  async lockAll(): Promise<void> {
    this.refresh();
    const loose = this.#controls.filter(({ lockable, state }) => lockable && state === 'automatic');
    const wanted = loose.reduce<Constraints>(
      (all, control) => withControl(all, control.name, locked(control)),
      this.#camera.constraints,
    );
    await this.#change(wanted, loose[0]?.name);
  }

  async setLocked(control: CameraControl, lock: boolean): Promise<void> {
    const of = lock ? locked(control) : released(control);
    await this.#change(withControl(this.#camera.constraints, control.name, of), control.name);
  }

  /** @param value in the camera's own units. */
  async setValue(control: CameraControl, value: number): Promise<void> {
    const of = locked(control, value);
    await this.#change(withControl(this.#camera.constraints, control.name, of), control.name);
  }

  /** Remembered only; the picture changes when the camera is opened again. */
  setPicture(picture: Partial<Pick<RememberedCamera, 'size' | 'frameRate'>>): void {
    this.#keep(picture);
  }

  mirror(): void {
    this.#keep({ mirrored: !this.#camera.mirrored });
  }

  /** By a quarter, clockwise. */
  turn(): void {
    this.#keep({ turned: ((this.#camera.turned + 90) % 360) as RememberedCamera['turned'] });
  }

  /** How it all stands now, to be written down with a photo; null without a camera. */
  settings(): CameraSettings | null {
    const track = this.#track;
    if (track === undefined) return null;
    const [capabilities, settings] = factsOf(track);
    const { width = 0, height = 0, frameRate = null } = track.getSettings();
    return {
      device: this.#camera.label,
      width,
      height,
      frameRate,
      controls: settingsOf(controlsOf(capabilities, settings), settings),
      ...this.orientation,
    };
  }

  async #change(constraints: Constraints, name: ControlName | undefined): Promise<void> {
    this.#refused = undefined;
    if (await this.#apply(constraints)) this.#keep({ constraints });
    else this.#refused = name;
    this.refresh();
  }

  /** @returns whether the camera took them. */
  async #apply(constraints: Constraints): Promise<boolean> {
    try {
      await this.#track?.applyConstraints({ advanced: [constraints] });
      return true;
    } catch {
      return false;
    }
  }

  #keep(change: Partial<RememberedCamera>): void {
    this.#camera = { ...this.#camera, ...change };
    this.#memory.remember(this.#camera);
  }
}

function factsOf(track: TunableTrack): [capabilities: TrackFacts, settings: TrackFacts] {
  return [track.getCapabilities() as TrackFacts, track.getSettings() as TrackFacts];
}
