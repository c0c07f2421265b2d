import type { OpenedPhoto } from './decode.ts';
import { type ReadFacts, factsOf } from './photo-facts.ts';
import { makeThumbnail } from './renditions.ts';

/** What an import needs of a photo beside its bytes. */
export type CheckedPhoto = { readonly thumb: Uint8Array; readonly fingerprint: string } & ReadFacts;

/** Decodes the whole picture once: that it is whole, its thumbnail and its fingerprint come from the same pass. */
export async function checkOpened(bytes: Uint8Array, photo: OpenedPhoto): Promise<CheckedPhoto> {
  return { ...(await makeThumbnail(await photo.pixels())), ...(await factsOf(bytes, photo)) };
}
