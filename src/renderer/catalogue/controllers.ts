import { RoomControllers } from '../shell/controllers.ts';
import { AlikeController } from './alike/alike-controller.svelte.ts';
import { BinController } from './bin/bin-controller.svelte.ts';
import { CatalogueController } from './catalogue-controller.svelte.ts';
import { CatalogueLayout } from './catalogue-layout.svelte.ts';
import { ClassesController } from './classes/classes-controller.svelte.ts';
import { DetailsForm } from './details/details-form.svelte.ts';
import { ProfilesController } from './details/profiles-controller.svelte.ts';
import { ExportController } from './export/export-controller.svelte.ts';
import { GridLook } from './grid/grid-look.svelte.ts';
import { HealthController } from './health/health-controller.svelte.ts';
import { ImportController } from './import/import-controller.svelte.ts';
import { PhotosController } from './import/photos-controller.svelte.ts';
import { WatchController } from './import/watch-controller.svelte.ts';
import { RegroupController } from './regroup/regroup-controller.svelte.ts';
import { ReviewController } from './review/review-controller.svelte.ts';
import { PhotoLook } from './sample/photo-look.svelte.ts';
import { Ruler } from './sample/ruler.svelte.ts';
import { SampleVisits } from './sample/sample-visits.ts';
import { LabelFinder } from './scan/label-finder.svelte.ts';
import { SitesController } from './sites/sites-controller.svelte.ts';
import { SurveyForm } from './surveys/survey-form.svelte.ts';

export class CatalogueControllers extends RoomControllers {
  readonly catalogue = new CatalogueController(this.core, this.shell.edits);
  readonly classes = new ClassesController(this.core, this.shell.edits, this.catalogue);
  readonly regroup = new RegroupController(this.core, this.shell.edits, this.catalogue);
  readonly bin = new BinController(this.core, this.shell.edits);
  readonly review = new ReviewController(this.core, this.shell.edits, this.shell.jobs, this.catalogue);
  readonly alike = new AlikeController(this.core, this.shell.edits, this.shell.jobs, this.catalogue);
  readonly health = new HealthController(this.core, this.shell.jobs);
  readonly details = new DetailsForm(this.core, this.catalogue, this.shell.edits.unsaved);
  readonly sites = new SitesController(this.core, this.shell.edits, this.catalogue);
  readonly surveyForm = new SurveyForm(this.core, this.catalogue);
  readonly imports = new ImportController(this.core, this.shell.jobs, this.shell.lab);
  readonly exports = new ExportController(this.core, this.shell.jobs, this.shell.lab, this.catalogue);
  readonly gridLook = new GridLook(this.core.outside.storage);
  readonly layout = new CatalogueLayout(this.catalogue, this.exports, this.review);
  readonly looking = new PhotoLook(this.catalogue);
  readonly ruler = new Ruler(this.catalogue);
  readonly photos = new PhotosController(this.core, this.catalogue, this.imports);
  readonly profiles = new ProfilesController(this.core, this.shell.edits, this.catalogue);
  readonly watch = new WatchController(this.core, {
    lab: this.shell.lab,
    edits: this.shell.edits,
    catalogue: this.catalogue,
    imports: this.imports,
  });
  readonly visits = new SampleVisits(
    this.core,
    this.shell.rooms,
    this.catalogue,
    this.review,
    this.surveyForm,
  );
  readonly labels = new LabelFinder(this.core, this.visits);
}
