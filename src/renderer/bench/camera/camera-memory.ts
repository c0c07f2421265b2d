import { z } from 'zod';
import { rotationSchema } from '#shared/domain/photo.ts';

/** What is remembered of a camera on this computer. */
const rememberedSchema = z.object({
  /** Its name, and which of several of that name. */
  label: z.string(),
  group: z.string(),
  /** The picture that was asked for; null leaves it to the camera. */
  size: z.object({ width: z.int().positive(), height: z.int().positive() }).nullable(),
  frameRate: z.number().positive().nullable(),
  mirrored: z.boolean(),
  turned: rotationSchema,
  /** What it was asked to keep to, in the names of W3C's Image Capture. */
  constraints: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type RememberedCamera = z.infer<typeof rememberedSchema>;
type Device = Pick<RememberedCamera, 'label' | 'group'>;

const key = 'strandline.cameras';
/** More than anybody has; the one that was used last is the last. */
const mostCameras = 20;

/** Cameras that were used on this computer, and how each was set. */
export class CameraMemory {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;

  /** @param storage where there is none, nothing is remembered. */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined) {
    this.#storage = storage;
  }

  /** How this camera was set; by its name alone where it was plugged in elsewhere. */
  of({ label, group }: Device): RememberedCamera | undefined {
    const named = this.#all().filter((one) => one.label === label);
    return named.find((one) => one.group === group) ?? named.at(-1);
  }

  /** The device among these that was used last, if any was. */
  last<D extends Device>(devices: readonly D[]): D | undefined {
    for (const { label, group } of this.#all().reverse()) {
      const named = devices.filter((device) => device.label === label && label !== '');
      const found = named.find((device) => device.group === group) ?? named[0];
      if (found !== undefined) return found;
    }
    return undefined;
  }

  remember(camera: RememberedCamera): void {
    const others = this.#all().filter(({ label, group }) => label !== camera.label || group !== camera.group);
    this.#storage?.setItem(key, JSON.stringify([...others, camera].slice(-mostCameras)));
  }

  /** What cannot be read is forgotten: it only saves a few clicks. */
  #all(): RememberedCamera[] {
    try {
      return z.array(rememberedSchema).parse(JSON.parse(this.#storage?.getItem(key) ?? '[]'));
    } catch {
      return [];
    }
  }
}
