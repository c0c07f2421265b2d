import type { Api } from '../lib/api.ts';
import { Controller } from '../lib/controller.ts';

type Of = Parameters<Api['training']['views']>[0]['of'];

export interface ShownView {
  readonly photo: string;
  readonly className: string;
  /** Address of the picture. */
  readonly url: string;
}

const shown = 8;

/** Some training photos as the network sees them; only the newest question counts. */
export class TrainingViews extends Controller {
  #list = $state.raw<readonly ShownView[]>([]);
  #unreadable = $state(0);
  #newest = '';

  get list(): readonly ShownView[] {
    return this.#list;
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  /** A picture that cannot be made is no reason to disturb a person: the list is empty then. */
  async show(of: Of, epoch: number): Promise<void> {
    const question = JSON.stringify([of, epoch]);
    if (question === this.#newest) return;
    this.#newest = question;
    let answer: Awaited<ReturnType<Api['training']['views']>> = { views: [], unreadable: 0 };
    try {
      answer = await this.api.training.views({ of, epoch, count: shown });
    } catch {
      // What keeps the photos from being read keeps the run from starting, which tells why.
    }
    if (this.#newest !== question) return;
    this.#release();
    this.#list = answer.views.map(({ photo, className, picture }) => ({
      photo,
      className,
      url: URL.createObjectURL(new Blob([picture], { type: 'image/webp' })),
    }));
    this.#unreadable = answer.unreadable;
  }

  override reset(): void {
    this.#newest = '';
    this.#release();
    this.#list = [];
    this.#unreadable = 0;
  }

  #release(): void {
    for (const { url } of this.#list) URL.revokeObjectURL(url);
  }
}
