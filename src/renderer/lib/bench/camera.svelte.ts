/** Why there is no live picture. */
export type CameraTrouble = 'none' | 'refused' | 'in-use' | 'unplugged' | 'frozen' | 'other';

export type CameraState =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly trouble: CameraTrouble };

/** The part of the browser's media devices that is needed. */
export type MediaSource = Pick<
  MediaDevices,
  'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

/** Wanted of the camera; it gives what comes nearest. */
const wanted = { width: { ideal: 1280 }, height: { ideal: 960 }, frameRate: { ideal: 30 } };
/** Without a new frame for so long, the picture is called frozen. */
const frozenAfterMs = 3000;

/** One camera at a time: which there are, the stream of the chosen one, and what is wrong with it. */
export class Camera {
  readonly #media: MediaSource;
  #devices = $state.raw<readonly MediaDeviceInfo[]>([]);
  #chosen = $state<string>();
  #state = $state.raw<CameraState>({ kind: 'off' });
  #stream = $state.raw<MediaStream | null>(null);
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  /** Rises with every start and stop: what an older start brings in late is let go. */
  #generation = 0;

  constructor(media: MediaSource) {
    this.#media = media;
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

  /** Opens a camera, the one before or the first there is. Trouble is a state, not an exception. */
  async start(device = this.#chosen): Promise<void> {
    this.stop();
    const generation = (this.#generation += 1);
    this.#chosen = device;
    this.#state = { kind: 'starting' };
    this.#media.addEventListener('devicechange', this.#onDevices);
    try {
      const stream = await this.#media.getUserMedia({
        video: { ...wanted, ...(device !== undefined && { deviceId: { exact: device } }) },
      });
      if (generation !== this.#generation) {
        end(stream);
        return;
      }
      const [track] = stream.getVideoTracks();
      track?.addEventListener('ended', () => this.#lose('unplugged', generation));
      this.#stream = stream;
      this.#chosen = track?.getSettings().deviceId ?? device;
      this.#state = { kind: 'live' };
      this.sawFrame();
    } catch (error) {
      this.#lose(troubleOf(error), generation);
    }
    // Labels are given only once a camera has been allowed.
    await this.#listDevices();
  }

  stop(): void {
    this.#generation += 1;
    clearTimeout(this.#watchdog);
    this.#media.removeEventListener('devicechange', this.#onDevices);
    if (this.#stream !== null) end(this.#stream);
    this.#stream = null;
    this.#state = { kind: 'off' };
  }

  /** To be told of every frame that is shown. */
  sawFrame(): void {
    if (this.#stream === null) return;
    clearTimeout(this.#watchdog);
    const generation = this.#generation;
    this.#watchdog = setTimeout(() => this.#lose('frozen', generation), frozenAfterMs);
  }

  #lose(trouble: CameraTrouble, generation: number): void {
    if (generation !== this.#generation) return;
    clearTimeout(this.#watchdog);
    if (this.#stream !== null) end(this.#stream);
    this.#stream = null;
    this.#state = { kind: 'lost', trouble };
  }

  readonly #onDevices = (): void => void this.#listDevices();

  async #listDevices(): Promise<void> {
    const devices = await this.#media.enumerateDevices();
    this.#devices = devices.filter(({ kind }) => kind === 'videoinput');
  }
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
