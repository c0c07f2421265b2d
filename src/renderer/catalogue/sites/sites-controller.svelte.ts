import { type SiteField, siteFields } from '#shared/fields/site-fields.ts';
import type { SiteFacts, SiteSummary } from '#shared/domain/sites.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import { FieldsDraft } from '../../lib/fields-draft.svelte.ts';
import type { Position } from './map/position.ts';
import { positionTexts } from './map/position.ts';
import { refresher } from '../../lib/refresher.ts';
import { type FoundSite, searchSites } from './site-search.ts';
import { sitesStrings } from './strings.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

/** The sites: searched, looked at, written down, placed on the map. Asked for while somebody looks. */
export class SitesController extends Controller {
  override readonly upon: Upon = { catalogue: () => this.refresh() };
  readonly #edits: EditsController;
  readonly draft = new FieldsDraft<SiteField>(siteFields);
  #watched = false;
  #loaded = $state(false);
  #sites = $state.raw<readonly SiteSummary[]>([]);
  #chosen = $state<number>();
  #facts = $state.raw<SiteFacts>();
  #editing = $state<'new' | 'chosen'>();
  /** What is searched for. */
  text = $state('');

  readonly found: readonly FoundSite[];

  readonly refresh = refresher(async () => {
    if (!this.#watched) return;
    this.#sites = await this.api.sites.list();
    this.#loaded = true;
    await this.#loadFacts();
  });

  constructor(core: WindowCore, edits: EditsController, catalogue: CatalogueController) {
    super(core);
    this.#edits = edits;
    this.found = $derived(searchSites(this.#sites, catalogue.surveys, this.text));
  }

  get sites(): readonly SiteSummary[] {
    return this.#sites;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get chosen(): SiteSummary | undefined {
    return this.#sites.find(({ id }) => id === this.#chosen);
  }

  /** All that is known of the chosen site. */
  get facts(): SiteFacts['fields'] | undefined {
    return this.#facts?.id === this.#chosen ? this.#facts?.fields : undefined;
  }

  get editing(): 'new' | 'chosen' | undefined {
    return this.#editing;
  }

  /** Where the site that is being written is, as far as it can be read. */
  get position(): Position | undefined {
    if (this.#editing === undefined) return undefined;
    const latitude = this.draft.numberIn('latitude');
    const longitude = this.draft.numberIn('longitude');
    return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
  }

  /** Somebody looks from now on. @returns the function that says that they no longer do. */
  watch(): () => void {
    this.#watched = true;
    void this.notices.guard(() => this.refresh());
    return () => {
      this.#watched = false;
      this.#editing = undefined;
    };
  }

  async choose(site: number): Promise<void> {
    if (this.#editing !== undefined) return;
    this.#chosen = site;
    await this.notices.guard(() => this.#loadFacts());
  }

  start(): void {
    this.draft.fill({});
    this.#editing = 'new';
  }

  edit(): void {
    if (this.facts === undefined) return;
    this.draft.fill(this.facts);
    this.#editing = 'chosen';
  }

  cancel(): void {
    this.#editing = undefined;
  }

  /** Takes a position for the site that is being written. */
  place(position: Position): void {
    if (this.#editing === undefined) return;
    const { latitude, longitude } = positionTexts(position);
    this.draft.write('latitude', latitude);
    this.draft.write('longitude', longitude);
  }

  /** Saves what was written; what is wrong is said beside its field instead. */
  async save(): Promise<void> {
    const set = this.draft.read();
    if (set === undefined) return;
    try {
      const site = this.#chosen;
      if (this.#editing === 'chosen' && site !== undefined) {
        const { fields } = await this.api.sites.get({ site });
        const written = this.draft.written(set, fields);
        if (written === undefined) return;
        await this.api.edits.editSite({ site, set: written as Partial<SiteFacts['fields']> });
      } else {
        const added = await this.api.edits.addSite(set as Partial<SiteFacts['fields']>);
        this.#chosen = added.site;
      }
      this.#editing = undefined;
      await this.refresh();
    } catch (error) {
      this.draft.takeRefusal(error);
      this.notices.report(error);
    }
  }

  /** Removes the chosen site; its surveys stay, without one. */
  async remove(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined) return;
    await this.#edits.tell(
      (edits) => edits.removeSite({ site: chosen.id }),
      sitesStrings.removed(chosen.name, chosen.surveys),
    );
  }

  override reset(): void {
    this.#sites = [];
    this.#loaded = false;
    this.#chosen = undefined;
    this.#facts = undefined;
    this.#editing = undefined;
    this.text = '';
  }

  async #loadFacts(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined) this.#facts = undefined;
    else this.#facts = await this.api.sites.get({ site: chosen.id });
  }
}
