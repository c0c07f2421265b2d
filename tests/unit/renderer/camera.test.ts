import { describe, expect, it, vi } from 'vitest';
import { Camera, type MediaSource } from '../../../src/renderer/lib/bench/camera.svelte.ts';

interface FakeTrack extends EventTarget {
  stopped: boolean;
}

function fakeMedia(fail?: Error): MediaSource & { tracks: FakeTrack[] } {
  const tracks: FakeTrack[] = [];
  return {
    tracks,
    getUserMedia: () => {
      if (fail !== undefined) return Promise.reject(fail);
      const track = Object.assign(new EventTarget(), {
        stopped: false,
        stop: () => (track.stopped = true),
        getSettings: () => ({ deviceId: 'scope' }),
      });
      tracks.push(track);
      return Promise.resolve({
        getTracks: () => [track],
        getVideoTracks: () => [track],
      } as unknown as MediaStream);
    },
    enumerateDevices: () =>
      Promise.resolve([
        { kind: 'videoinput', deviceId: 'scope', label: 'Microscope' },
        { kind: 'audioinput', deviceId: 'mic', label: 'Microphone' },
      ] as MediaDeviceInfo[]),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('the camera', () => {
  it('is live with its device known, and let go when it is stopped', async () => {
    const media = fakeMedia();
    const camera = new Camera(media);
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
    const camera = new Camera(fakeMedia(named(name)));
    await camera.start();
    expect(camera.state).toEqual({ kind: 'lost', trouble });
  });

  it('notices that it was unplugged, but not of a camera that it has left', async () => {
    const media = fakeMedia();
    const camera = new Camera(media);
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
      const camera = new Camera(fakeMedia());
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
});
