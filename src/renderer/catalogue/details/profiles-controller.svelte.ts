import type { ScaleProfiles } from '#shared/domain/profile.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import { photosStrings } from '../import/strings.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

const none: ScaleProfiles = { profiles: [], chosen: null };

/** The lab's calibration profiles: which one new photos get, and giving it to photos that are there. */
export class ProfilesController extends Controller {
  override readonly upon: Upon = { enter: () => this.refresh(), details: () => this.refresh() };
  readonly #edits: EditsController;
  readonly #catalogue: CatalogueController;
  #known = $state.raw<ScaleProfiles>(none);

  constructor(core: WindowCore, edits: EditsController, catalogue: CatalogueController) {
    super(core);
    this.#edits = edits;
    this.#catalogue = catalogue;
  }

  get list(): ScaleProfiles['profiles'] {
    return this.#known.profiles;
  }

  /** The profile that new photos get. */
  get chosen(): ScaleProfiles['profiles'][number] | undefined {
    return this.list.find(({ id }) => id === this.#known.chosen);
  }

  async refresh(): Promise<void> {
    this.#known = await this.api.catalogue.profiles();
  }

  /** @param profile null: new photos get no scale. */
  async choose(profile: number | null): Promise<void> {
    await this.notices.guard(async () => {
      await this.api.catalogue.chooseProfile({ profile });
      await this.refresh();
    });
  }

  /** Makes a profile of a scale, or calibrates the one of that name anew, and chooses it. @returns whether it was taken. */
  async save(name: string, umPerPixel: number): Promise<boolean> {
    return this.#edits.tell(
      (edits) => edits.saveProfile({ name, umPerPixel }),
      photosStrings.profileSaved(name),
    );
  }

  /** Gives the chosen profile another name. @returns whether it was taken. */
  async rename(name: string): Promise<boolean> {
    const profile = this.chosen?.id;
    if (profile === undefined) return false;
    return this.#edits.did((edits) => edits.renameProfile({ profile, name }));
  }

  /** Takes the chosen profile away; photos keep the scale that they were given by it. */
  async remove(): Promise<void> {
    const profile = this.chosen;
    if (profile === undefined) return;
    await this.#edits.tell(
      (edits) => edits.removeProfile({ profile: profile.id }),
      photosStrings.profileRemoved(profile.name),
    );
  }

  /** Gives the chosen profile's scale to all photos of what is selected, in one step. */
  async apply(): Promise<void> {
    const photos = this.#catalogue.selectedIds();
    const scale = this.chosen;
    if (scale === undefined || photos.length === 0) return;
    await this.#edits.make((edits) =>
      edits.scalePhotos({
        photos,
        by: this.#catalogue.query.by,
        scale: { umPerPixel: scale.umPerPixel, source: 'profile' },
      }),
    );
  }

  override reset(): void {
    this.#known = none;
  }
}
