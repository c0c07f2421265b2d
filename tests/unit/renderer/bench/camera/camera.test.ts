import { describe, expect, it, vi } from 'vitest';
import type { Outside } from '../../../../../src/renderer/lib/controller.ts';
import { Camera } from '../../../../../src/renderer/bench/camera/camera.svelte.ts';

type Facts = Record<string, unknown>;

interface FakeTrack extends EventTarget {
  stopped: boolean;
  /** What it was asked for last. */
  asked: Facts;
}

type MediaSource = Outside['media'];
interface FakeMedia extends MediaSource {
  tracks: FakeTrack[];
  /** What streams were asked for. */
  wanted: MediaTrackConstraints[];
  /** Devices are plugged in or out. */
  plug(...labels: string[]): void;
}

/** Cameras by name; what a name has, its track says. */
function fakeMedia({
  fail,
  labels = ['Microscope'],
  capabilities = {},
  settings = {},
}: { fail?: Error; labels?: string[]; capabilities?: Facts; settings?: Facts } = {}): FakeMedia {
  const tracks: FakeTrack[] = [];
  const wanted: MediaTrackConstraints[] = [];
  const events = new EventTarget();
  let present = labels;
  return {
    tracks,
    wanted,
    plug: (...now) => {
      present = now;
      events.dispatchEvent(new Event('devicechange'));
    },
    getUserMedia: (asked) => {
      if (fail !== undefined) return Promise.reject(fail);
      const video = asked?.video as MediaTrackConstraints;
      wanted.push(video);
      const exact = (video.deviceId as { exact?: string } | undefined)?.exact;
      const now: Facts = { ...settings };
      const track = Object.assign(new EventTarget(), {
        stopped: false,
        asked: {},
        label: 'Microscope',
        stop: () => (track.stopped = true),
        getCapabilities: () => capabilities,
        getSettings: () => ({ deviceId: exact ?? idOf(present[0] ?? ''), ...now }),
        applyConstraints: ({ advanced: [first] }: { advanced: [Facts] }) => {
          if (first.iso !== undefined) return Promise.reject(new Error('no gain here'));
          track.asked = first;
          Object.assign(now, first);
          return Promise.resolve();
        },
      });
      tracks.push(track);
      return Promise.resolve({
        getTracks: () => [track],
        getVideoTracks: () => [track],
      } as unknown as MediaStream);
    },
    enumerateDevices: () =>
      Promise.resolve([
        ...present.map((label) => ({ kind: 'videoinput', deviceId: idOf(label), groupId: 'usb', label })),
        { kind: 'audioinput', deviceId: 'mic', groupId: 'usb', label: 'Microphone' },
      ] as MediaDeviceInfo[]),
    addEventListener: (type: string, listener: unknown) =>
      events.addEventListener(type, listener as EventListener),
    removeEventListener: (type: string, listener: unknown) =>
      events.removeEventListener(type, listener as EventListener),
  };
}

const idOf = (label: string): string => (label === 'Microscope' ? 'scope' : `id of ${label}`);

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const items = new Map<string, string>();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

/** A microscope that follows the picture in exposure and white balance, and only in focus. */
const microscope = {
  capabilities: {
    width: { min: 1, max: 1600 },
    height: { min: 1, max: 1200 },
    frameRate: { min: 1, max: 29.97 },
    exposureMode: ['manual', 'continuous'],
    exposureTime: { min: 1, max: 1000, step: 1 },
    whiteBalanceMode: ['manual', 'continuous'],
    colorTemperature: { min: 2800, max: 6500, step: 10 },
    focusMode: ['continuous'],
    iso: { min: 100, max: 400, step: 100 },
    brightness: { min: 0, max: 255, step: 1 },
  },
  settings: {
    width: 1280,
    height: 960,
    frameRate: 30,
    exposureMode: 'continuous',
    exposureTime: 157,
    whiteBalanceMode: 'continuous',
    colorTemperature: 4600,
    focusMode: 'continuous',
    iso: 100,
    brightness: 128,
  },
};

const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('the camera', () => {
  it('is live with its device known, and let go when it is stopped', async () => {
    const media = fakeMedia();
    const camera = new Camera(media, storage());
    await camera.start();
    expect(camera.state).toEqual({ kind: 'live' });
    expect(camera.chosen).toBe('scope');
    expect(camera.devices.map(({ label }) => label)).toEqual(['Microscope']);
    camera.stop();
    expect(camera.state).toEqual({ kind: 'off' });
    expect(media.tracks[0]?.stopped).toBe(true);
  });

  it.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'none'],
    ['NotReadableError', 'in-use'],
    ['TypeError', 'other'],
  ])('names %s: %s', async (name, trouble) => {
    const camera = new Camera(fakeMedia({ fail: named(name) }), storage());
    await camera.start();
    expect(camera.state).toEqual({ kind: 'lost', trouble });
  });

  it('notices that it was unplugged, but not of a camera that it has left', async () => {
    const media = fakeMedia();
    const camera = new Camera(media, storage());
    await camera.start();
    await camera.start();
    media.tracks[0]?.dispatchEvent(new Event('ended'));
    expect(camera.state).toEqual({ kind: 'live' });
    media.tracks[1]?.dispatchEvent(new Event('ended'));
    expect(camera.state).toEqual({ kind: 'lost', trouble: 'unplugged' });
    camera.stop();
  });

  it('calls a picture frozen that brings no frame for three seconds', async () => {
    vi.useFakeTimers();
    try {
      const camera = new Camera(fakeMedia(), storage());
      await camera.start();
      vi.advanceTimersByTime(2000);
      camera.sawFrame();
      vi.advanceTimersByTime(2000);
      expect(camera.state).toEqual({ kind: 'live' });
      vi.advanceTimersByTime(2000);
      expect(camera.state).toEqual({ kind: 'lost', trouble: 'frozen' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('opens the camera that was used last, by its name, with the picture that was chosen for it', async () => {
    const remembered = storage();
    const media = fakeMedia({ labels: ['Webcam', 'Microscope'], ...microscope });
    const first = new Camera(media, remembered);
    await first.start();
    expect(first.chosen).toBe('id of Webcam');
    await first.start('scope');
    expect(first.tuning.sizes.at(-1)).toEqual({ width: 1600, height: 1200 });
    expect(first.tuning.rates).toEqual([5, 10, 15, 30]);
    await first.choosePicture({ size: { width: 640, height: 480 } });
    first.stop();
    const second = new Camera(media, remembered);
    await second.start();
    expect(second.chosen).toBe('scope');
    expect(media.wanted.at(-1)).toMatchObject({ width: { ideal: 640 }, height: { ideal: 480 } });
    second.stop();
  });

  it('goes on by itself when it is plugged in again', async () => {
    const media = fakeMedia();
    const camera = new Camera(media, storage());
    await camera.start();
    media.plug();
    media.tracks[0]?.dispatchEvent(new Event('ended'));
    await expect.poll(() => camera.devices).toEqual([]);
    expect(camera.state).toEqual({ kind: 'lost', trouble: 'unplugged' });
    media.plug('Microscope');
    await expect.poll(() => camera.state).toEqual({ kind: 'live' });
    expect(media.tracks).toHaveLength(2);
    camera.stop();
    media.plug('Microscope', 'Webcam');
    await Promise.resolve();
    expect(camera.state).toEqual({ kind: 'off' });
  });
});

describe('the camera’s controls', () => {
  it('are locked where they can be, said where they cannot, and remembered', async () => {
    const remembered = storage();
    const media = fakeMedia(microscope);
    const camera = new Camera(media, remembered);
    await camera.start();
    const { tuning } = camera;
    const states = (): Record<string, string> =>
      Object.fromEntries(tuning.controls.map(({ name, state }) => [name, state]));
    expect(states()).toMatchObject({
      exposure: 'automatic',
      whiteBalance: 'automatic',
      focus: 'automatic',
      gain: 'fixed',
      brightness: 'fixed',
      saturation: 'not-offered',
    });
    expect(tuning.canLock).toBe(true);
    await tuning.lockAll();
    // Constraints replace one another, so all of them are asked for together.
    expect(media.tracks[0]?.asked).toEqual({
      exposureMode: 'manual',
      exposureTime: 157,
      whiteBalanceMode: 'manual',
      colorTemperature: 4600,
    });
    expect(states()).toMatchObject({ exposure: 'locked', whiteBalance: 'locked', focus: 'automatic' });
    expect(tuning.canLock).toBe(false);
    const exposure = tuning.controls.find(({ name }) => name === 'exposure');
    if (exposure === undefined) throw new Error('no exposure');
    await tuning.setValue(exposure, 90);
    await tuning.setLocked({ ...exposure, name: 'whiteBalance' }, false);
    expect(media.tracks[0]?.asked).toEqual({
      exposureMode: 'manual',
      exposureTime: 90,
      whiteBalanceMode: 'continuous',
    });
    camera.stop();
    await camera.start();
    expect(media.tracks[1]?.asked).toMatchObject({ exposureTime: 90 });
    camera.stop();
  });

  it('that a camera does not let be set are said, and the others stay', async () => {
    const media = fakeMedia(microscope);
    const camera = new Camera(media, storage());
    await camera.start();
    const gain = camera.tuning.controls.find(({ name }) => name === 'gain');
    if (gain === undefined) throw new Error('no gain');
    await camera.tuning.setValue(gain, 200);
    expect(camera.tuning.refused).toBe('gain');
    await camera.tuning.lockAll();
    expect(camera.tuning.refused).toBeUndefined();
    expect(media.tracks[0]?.asked).not.toHaveProperty('iso');
    camera.stop();
  });

  it('are written down as they stand, with how the picture is turned', async () => {
    const camera = new Camera(fakeMedia(microscope), storage());
    expect(camera.tuning.settings()).toBeNull();
    await camera.start();
    camera.tuning.mirror();
    camera.tuning.turn();
    expect(camera.tuning.settings()).toMatchObject({
      device: 'Microscope',
      width: 1280,
      mirrored: true,
      turned: 90,
      controls: {
        exposure: { mode: 'continuous', value: 157 },
        gain: { mode: null, value: 100 },
        saturation: null,
      },
    });
    camera.stop();
  });
});
