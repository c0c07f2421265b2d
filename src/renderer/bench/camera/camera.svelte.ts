import type { Outside } from '../../lib/controller.ts';
import { CameraMemory } from './camera-memory.ts';
import { CameraTuning } from './camera-tuning.svelte.ts';

/** Why there is no live picture. */
export type CameraTrouble = 'none' | 'refused' | 'in-use' | 'unplugged' | 'frozen' | 'other';

export type CameraState =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly trouble: CameraTrouble };

/** Wanted of a camera that was never used here; it gives what comes nearest. */
const usual = { width: 1280, height: 960, frameRate: 30 };
/** Without a new frame for so long, the picture is called frozen. */
const frozenAfterMs = 3000;
/** Troubles that end when a camera is plugged in. */
const endedByPlug: readonly CameraTrouble[] = ['none', 'unplugged'];

/** One camera at a time: which there are, the stream of the chosen one, and what is wrong with it. */
export class Camera {
  readonly tuning: CameraTuning;
  readonly #media: Outside['media'];
  readonly #memory: CameraMemory;
  #devices = $state.raw<readonly MediaDeviceInfo[]>([]);
  #chosen = $state<string>();
  #state = $state.raw<CameraState>({ kind: 'off' });
  #stream = $state.raw<MediaStream | null>(null);
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #listening = false;
  /** Rises with every start and stop: what an older start brings in late is let go. */
  #generation = 0;

  constructor(media: Outside['media'], storage: ConstructorParameters<typeof CameraMemory>[0]) {
    this.#media = media;
    this.#memory = new CameraMemory(storage);
    this.tuning = new CameraTuning(this.#memory);
  }

  get devices(): readonly MediaDeviceInfo[] {
    return this.#devices;
  }

  get chosen(): string | undefined {
    return this.#chosen;
  }

  get state(): CameraState {
    return this.#state;
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** Opens a camera: this one, else the one that was used last, else the first there is. Trouble is a state, not an exception. */
  async start(device?: string): Promise<void> {
    this.stop();
    const generation = (this.#generation += 1);
    this.#state = { kind: 'starting' };
    this.#media.addEventListener('devicechange', this.#onDevices);
    this.#listening = true;
    try {
      await this.#listDevices();
      const known = this.#devices.find(({ deviceId }) => deviceId === device) ?? this.#usedLast();
      const stream = await this.#media.getUserMedia({ video: this.#wanted(device, known) });
      if (generation !== this.#generation) {
        end(stream);
        return;
      }
      await this.#take(stream, generation);
    } catch (error) {
      this.#lose(troubleOf(error), generation);
    }
  }

  stop(): void {
    this.#generation += 1;
    clearTimeout(this.#watchdog);
    this.#media.removeEventListener('devicechange', this.#onDevices);
    this.#listening = false;
    this.#letGo();
    this.#state = { kind: 'off' };
  }

  /** Opens the camera anew with another picture, and remembers it. */
  async choosePicture(picture: Parameters<CameraTuning['setPicture']>[0]): Promise<void> {
    this.tuning.setPicture(picture);
    await this.start(this.#chosen);
  }

  /** To be told of every frame that is shown. */
  sawFrame(): void {
    if (this.#stream === null) return;
    clearTimeout(this.#watchdog);
    const generation = this.#generation;
    this.#watchdog = setTimeout(() => this.#lose('frozen', generation), frozenAfterMs);
  }

  #wanted(device: string | undefined, known: MediaDeviceInfo | undefined): MediaTrackConstraints {
    const exact = device ?? known?.deviceId;
    const { size, frameRate } = this.tuning.wantedOf(known && nameOf(known));
    const { width, height } = size ?? usual;
    return {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: frameRate ?? usual.frameRate },
      ...(exact !== undefined && exact !== '' && { deviceId: { exact } }),
    };
  }

  async #take(stream: MediaStream, generation: number): Promise<void> {
    const [track] = stream.getVideoTracks();
    track?.addEventListener('ended', () => this.#lose('unplugged', generation));
    this.#stream = stream;
    this.#chosen = track?.getSettings().deviceId;
    // Labels are given only once a camera has been allowed.
    await this.#listDevices();
    const device = this.#devices.find(({ deviceId }) => deviceId === this.#chosen);
    if (track !== undefined)
      await this.tuning.take(track, nameOf(device ?? { label: track.label, groupId: '' }));
    // It may have been stopped or lost meanwhile.
    if (generation !== this.#generation || this.#isWithout(stream)) return;
    this.#state = { kind: 'live' };
    this.sawFrame();
  }

  #isWithout(stream: MediaStream): boolean {
    return this.#stream !== stream;
  }

  #lose(trouble: CameraTrouble, generation: number): void {
    if (generation !== this.#generation) return;
    clearTimeout(this.#watchdog);
    this.#letGo();
    this.#state = { kind: 'lost', trouble };
  }

  #letGo(): void {
    if (this.#stream !== null) end(this.#stream);
    this.#stream = null;
    this.tuning.release();
  }

  #usedLast(): MediaDeviceInfo | undefined {
    const named = this.#devices.map((device) => ({ ...nameOf(device), device }));
    return this.#memory.last(named)?.device;
  }

  readonly #onDevices = (): void => void this.#look();

  /** A camera that was lost and is plugged in again goes on by itself. */
  async #look(): Promise<void> {
    await this.#listDevices();
    if (!this.#listening || this.#state.kind !== 'lost' || !endedByPlug.includes(this.#state.trouble)) return;
    const isBack = this.#devices.some(({ deviceId }) => deviceId === this.#chosen);
    const isAny = this.#state.trouble === 'none' && this.#devices.length > 0;
    if (isBack || isAny || this.#usedLast() !== undefined) await this.start();
  }

  async #listDevices(): Promise<void> {
    const devices = await this.#media.enumerateDevices();
    this.#devices = devices.filter(({ kind }) => kind === 'videoinput');
  }
}

function nameOf({ label, groupId }: Pick<MediaDeviceInfo, 'label' | 'groupId'>): {
  label: string;
  group: string;
} {
  return { label, group: groupId };
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What getUserMedia's errors mean to a person (their names are the Media Capture specification's). */
export function troubleOf(error: unknown): CameraTrouble {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    default:
      return 'other';
  }
}
