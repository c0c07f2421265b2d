import { reportStrings } from './strings.ts';
import { Controller } from '../../lib/controller.ts';

/** What a report is of. */
export type Reported = { readonly run: number } | { readonly study: number } | { readonly survey: number };

/** Saves runs, studies and surveys as pages for people who have no Strandline. */
export class ReportController extends Controller {
  #busy = $state(false);

  get busy(): boolean {
    return this.#busy;
  }

  /** Asks where, and saves; says so once the file is there. */
  async save(of: Reported, as: 'pdf' | 'html'): Promise<void> {
    this.#busy = true;
    await this.notices.guard(async () => {
      const { html, name } = await this.#made(of);
      const saved = await this.api.shell.saveDocument({ html, suggestedName: name, as });
      if (saved !== null) this.tellWritten(reportStrings.saved(saved.path), saved.path);
    });
    this.#busy = false;
  }

  /** Saves the figures of what a survey's beach carries. */
  async saveTable(survey: number): Promise<void> {
    this.#busy = true;
    await this.notices.guard(async () => {
      const { csv, name } = await this.api.reports.survey({ survey });
      const saved = await this.api.shell.saveText({ text: csv, suggestedName: `${name}.csv` });
      if (saved !== null) this.tellWritten(reportStrings.saved(saved.path), saved.path);
    });
    this.#busy = false;
  }

  #made(of: Reported): Promise<{ html: string; name: string }> {
    if ('run' in of) return this.api.reports.run(of);
    return 'study' in of ? this.api.reports.study(of) : this.api.reports.survey(of);
  }
}
