import { controlWords } from '#shared/camera/camera.ts';

/** The camera's panel at the bench. */
export const benchCameraStrings = {
  title: 'Camera',
  open: 'Camera',
  key: 'C',
  back: 'Back to the fragment',
  device: 'Device',
  unnamed: 'Camera without a name',
  size: 'Picture',
  sizeOf: (width: number, height: number): string => `${width} × ${height}`,
  usual: 'as the camera likes',
  rate: 'Frames per second',
  now: (width: number, height: number, rate: number | null): string =>
    `It gives ${width} × ${height}${rate === null ? '' : ` at ${Math.round(rate)} frames/s`}.`,
  mirror: 'Mirror',
  turn: 'Turn by 90°',
  turned: (degrees: number): string => (degrees === 0 ? 'not turned' : `turned by ${degrees}°`),
  orientationText: 'What is judged and kept is mirrored and turned as you see it.',
  lockAll: 'Lock what can be locked',
  nothingToLock: 'Nothing is left that could be locked.',
  lock: 'Lock',
  controls: controlWords,
  states: {
    automatic: 'follows the picture',
    locked: 'locked',
    fixed: 'stays as set',
    'not-offered': 'not offered',
  },
  notOffered: (names: readonly string[]): string =>
    `Not lockable, since this camera does not offer it: ${names.join(', ').toLowerCase()}.`,
  notLockable: 'follows the picture; not lockable',
  refused: (name: string): string => `The camera did not take this setting of ${name.toLowerCase()}.`,
  remembered: 'Remembered for this camera on this computer.',
} as const;
