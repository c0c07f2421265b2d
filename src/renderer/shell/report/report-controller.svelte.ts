import { reportStrings } from './strings.ts';
import { Controller } from '../../lib/controller.ts';

/** What a report is of. */
export type Reported = { readonly run: number } | { readonly study: number };

/** Saves runs and studies as pages for people who have no Strandline. */
export class ReportController extends Controller {
  #busy = $state(false);

  get busy(): boolean {
    return this.#busy;
  }

  /** Asks where, and saves; says so once the file is there. */
  async save(of: Reported, as: 'pdf' | 'html'): Promise<void> {
    this.#busy = true;
    await this.notices.guard(async () => {
      const { html, name } = await ('run' in of ? this.api.reports.run(of) : this.api.reports.study(of));
      const saved = await this.api.shell.saveDocument({ html, suggestedName: name, as });
      if (saved !== null) this.tellWritten(reportStrings.saved(saved.path), saved.path);
    });
    this.#busy = false;
  }
}
