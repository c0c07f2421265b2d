import { type CameraSettings, controlNames } from '#shared/camera/camera.ts';

export type ControlName = (typeof controlNames)[number];

/** What a track says of itself; the DOM's own types know only a part of it. */
export type TrackFacts = Readonly<Record<string, unknown>>;

/** What a track is asked for: the names and units of W3C's Image Capture. */
export type Constraints = Readonly<Record<string, string | number>>;

/** How a control stands: follows the picture, stays where it is, has nothing automatic, is not there. */
export type ControlState = 'automatic' | 'locked' | 'fixed' | 'not-offered';

/** One thing that can be set on a camera. */
export interface CameraControl {
  readonly name: ControlName;
  readonly state: ControlState;
  /** Whether it can be told to stay. */
  readonly lockable: boolean;
  /** In the camera's own units; null where it takes no value. */
  readonly range: { readonly min: number; readonly max: number; readonly step: number } | null;
  readonly value: number | null;
}

/** Names in constraints, capabilities and settings: https://www.w3.org/TR/image-capture/#mediatrackcapabilities-section */
const constraintNames: Readonly<Record<ControlName, { readonly value: string; readonly mode?: string }>> = {
  exposure: { value: 'exposureTime', mode: 'exposureMode' },
  whiteBalance: { value: 'colorTemperature', mode: 'whiteBalanceMode' },
  focus: { value: 'focusDistance', mode: 'focusMode' },
  gain: { value: 'iso' },
  brightness: { value: 'brightness' },
  contrast: { value: 'contrast' },
  saturation: { value: 'saturation' },
  sharpness: { value: 'sharpness' },
};

const manual = 'manual';

/** The controls of a camera, whether it has them or not. */
export function controlsOf(capabilities: TrackFacts, settings: TrackFacts): CameraControl[] {
  return controlNames.map((name) => {
    const { value, mode } = constraintNames[name];
    const range = rangeOf(capabilities[value]);
    const modes = mode === undefined ? [] : wordsIn(capabilities[mode]);
    const now = mode === undefined ? undefined : settings[mode];
    return {
      name,
      range,
      value: numberOrNull(settings[value]),
      lockable: modes.includes(manual),
      state: stateOf(modes, now, range !== null),
    };
  });
}

function stateOf(modes: readonly string[], now: unknown, hasValue: boolean): ControlState {
  if (modes.length === 0) return hasValue ? 'fixed' : 'not-offered';
  if (now === manual || now === 'none') return 'locked';
  return 'automatic';
}

/** What to ask for so that a control stays where it is, or at `value`. */
export function locked({ name, ...control }: CameraControl, value = control.value): Constraints {
  const names = constraintNames[name];
  return {
    ...(control.lockable && names.mode !== undefined && { [names.mode]: manual }),
    ...(control.range !== null && value !== null && { [names.value]: value }),
  };
}

/** What to ask for so that a control follows the picture again. */
export function released({ name }: Pick<CameraControl, 'name'>): Constraints {
  const { mode } = constraintNames[name];
  return mode === undefined ? {} : { [mode]: 'continuous' };
}

/** Adds what is asked of one control to what is asked of all; constraints are always given as a whole. */
export function withControl(all: Constraints, name: ControlName, of: Constraints): Constraints {
  const { value, mode } = constraintNames[name];
  const others = Object.entries(all).filter(([key]) => key !== value && key !== mode);
  return { ...Object.fromEntries(others), ...of };
}

/** How the camera stands, as it is written down with a photo. */
export function settingsOf(
  controls: readonly CameraControl[],
  settings: TrackFacts,
): CameraSettings['controls'] {
  return Object.fromEntries(
    controls.map(({ name, state, value }) => {
      const { mode } = constraintNames[name];
      const word = mode === undefined ? undefined : settings[mode];
      const known = state !== 'not-offered';
      return [name, known ? { mode: typeof word === 'string' ? word : null, value } : null];
    }),
  );
}

/** Usual sizes of pictures that a camera can give, up to its largest, in rising order. */
export function pictureSizes(capabilities: TrackFacts): { width: number; height: number }[] {
  const [width, height] = [rangeOf(capabilities.width)?.max, rangeOf(capabilities.height)?.max];
  if (width === undefined || height === undefined) return [];
  const smaller = usualSizes.filter(([w, h]) => w <= width && h <= height && !(w === width && h === height));
  return [...smaller, [width, height] as const].map(([w, h]) => ({ width: w, height: h }));
}

const usualSizes = [
  [640, 480],
  [800, 600],
  [1024, 768],
  [1280, 720],
  [1280, 960],
  [1600, 1200],
  [1920, 1080],
  [2048, 1536],
  [2592, 1944],
  [3840, 2160],
] as const;

/** Usual frame rates up to the camera's highest. */
export function frameRates(capabilities: TrackFacts): number[] {
  const most = rangeOf(capabilities.frameRate)?.max ?? 0;
  // A camera of 29.97 frames a second has 30 on its box.
  return [5, 10, 15, 30, 60].filter((rate) => rate <= most + 0.5);
}

function rangeOf(capability: unknown): CameraControl['range'] {
  if (typeof capability !== 'object' || capability === null) return null;
  const { min, max, step } = capability as TrackFacts;
  if (typeof min !== 'number' || typeof max !== 'number' || max <= min) return null;
  return { min, max, step: typeof step === 'number' && step > 0 ? step : (max - min) / 100 };
}

function wordsIn(capability: unknown): string[] {
  return Array.isArray(capability) ? capability.filter((word) => typeof word === 'string') : [];
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
