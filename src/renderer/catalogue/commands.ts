import { type Command, type Press, classFinderKey, classKeys } from '../shell/commands/command.ts';
import type { CatalogueControllers } from './controllers.ts';

export function catalogueCommands({
  shell,
  alike,
  catalogue,
  imports,
  labels,
  gridLook,
  layout,
  regroup,
  looking,
  review,
  ruler,
  surveyForm,
  watch,
}: CatalogueControllers): readonly Command[] {
  /** Nothing else has the room; while a survey is written its keys are the form's. */
  const isFree = (press?: Press): boolean =>
    !review.isOpen && !imports.preview.open && (press === undefined || !surveyForm.open);
  const seesSamples = (press?: Press): boolean => isFree(press) && !layout.isCovered;
  const isEnlarged = (): boolean => isFree() && !surveyForm.open && layout.showsSample;
  /** Something is looked at in the review, not how far readers agree. */
  const reviews = (): boolean => review.isOpen && !review.agreementOpen;
  /** Clusters are looked at. */
  const sorts = (): boolean => isFree() && layout.place === 'alike';
  const seesPhoto = (): boolean => isEnlarged() || reviews();
  const seesTiles = (press?: Press): boolean => seesSamples(press) && !catalogue.enlarged;

  /** Gives what is looked at a class. */
  const say = (chosen: number | null): Promise<void> =>
    review.isOpen ? review.say(chosen) : sorts() ? alike.say(chosen) : catalogue.label(chosen);

  return [
    {
      id: 'catalogue.walk',
      label: 'Walk the samples',
      shown: '← ↑ → ↓',
      gesture: true,
    },
    { id: 'catalogue.ends', label: 'First, last sample', shown: 'Home, End', gesture: true },
    { id: 'catalogue.range', label: 'Select several', shown: 'Shift ←↑→↓', gesture: true },
    {
      id: 'catalogue.selectAll',
      label: 'Select all samples',
      keys: ['Mod+a'],
      onlyHere: true,
      when: (press) => seesSamples(press) && !catalogue.enlarged,
      run: () => catalogue.selection.all(),
    },
    {
      id: 'catalogue.label',
      label: 'Give the class of that number; 0 takes it away',
      ...classKeys,
      gesture: true,
      when: (press) => reviews() || sorts() || seesSamples(press),
      run: (press) => {
        const chosen = catalogue.classOfKey(Number(press?.key));
        return chosen === undefined ? undefined : say(chosen);
      },
      writes: true,
    },
    {
      id: 'catalogue.labelByName',
      label: 'Type the class to give…',
      keys: [classFinderKey],
      onlyHere: true,
      when: (press) => reviews() || sorts() || seesSamples(press),
      run: () => shell.classFinder.ask(catalogue, say),
      writes: true,
    },
    {
      id: 'catalogue.enlarge',
      label: 'Look at the sample closely, and back',
      shown: 'Space',
      gesture: true,
    },
    {
      id: 'catalogue.angles',
      label: 'Walk its angles',
      keys: ['ArrowLeft', 'ArrowRight'],
      shown: '← →',
      gesture: true,
      when: reviews,
      run: (press) => {
        const by = press?.key === 'ArrowLeft' ? -1 : 1;
        if (!looking.step(by, 0)) review.showAngle(review.angle + by);
      },
    },
    {
      id: 'catalogue.samples',
      label: 'Previous, next sample while enlarged',
      keys: ['ArrowUp', 'ArrowDown'],
      shown: '↑ ↓',
      gesture: true,
      when: reviews,
      run: (press) => {
        const by = press?.key === 'ArrowUp' ? -1 : 1;
        if (!looking.step(0, by)) review.move(by);
      },
    },
    {
      id: 'catalogue.turnLeft',
      label: 'Turn the photo to the left',
      keys: ['['],
      onlyHere: true,
      when: isEnlarged,
      run: () => catalogue.turnPhoto(270),
      writes: true,
    },
    {
      id: 'catalogue.turnRight',
      label: 'Turn the photo to the right',
      keys: [']'],
      onlyHere: true,
      when: isEnlarged,
      run: () => catalogue.turnPhoto(90),
      writes: true,
    },
    {
      id: 'catalogue.earlier',
      label: 'Move the photo to an earlier place',
      keys: ['<'],
      onlyHere: true,
      when: isEnlarged,
      run: () => catalogue.shiftPhoto(-1),
      writes: true,
    },
    {
      id: 'catalogue.later',
      label: 'Move the photo to a later place',
      keys: ['>'],
      onlyHere: true,
      when: isEnlarged,
      run: () => catalogue.shiftPhoto(1),
      writes: true,
    },
    {
      id: 'catalogue.ruler',
      label: 'Measure on the photo, or set its scale',
      keys: ['m'],
      onlyHere: true,
      when: isEnlarged,
      run: () => ruler.toggle(),
    },
    {
      id: 'catalogue.closer',
      label: 'Look closer at the photo; in the grid, larger tiles',
      keys: ['+', '='],
      shown: '+',
      onlyHere: true,
      when: (press) => seesPhoto() || seesTiles(press),
      run: () => (seesPhoto() ? looking.closer() : (gridLook.size += 1)),
    },
    {
      id: 'catalogue.lessClose',
      label: 'Look less closely at the photo; in the grid, smaller tiles',
      keys: ['-'],
      onlyHere: true,
      when: (press) => seesPhoto() || seesTiles(press),
      run: () => (seesPhoto() ? looking.lessClose() : (gridLook.size -= 1)),
    },
    {
      id: 'catalogue.actualPixels',
      label: 'The photo’s own pixels, 1:1',
      keys: ['z'],
      onlyHere: true,
      when: seesPhoto,
      run: () => looking.actualPixels(),
    },
    {
      id: 'catalogue.wholePhoto',
      label: 'The whole photo',
      keys: ['v'],
      onlyHere: true,
      when: seesPhoto,
      run: () => looking.whole(),
    },
    {
      id: 'catalogue.loupe',
      label: 'Loupe over the photo, and away',
      keys: ['o'],
      onlyHere: true,
      when: seesPhoto,
      run: () => looking.toggleLoupe(),
    },
    {
      id: 'catalogue.beside',
      label: 'Two photos side by side, and one again',
      keys: ['d'],
      onlyHere: true,
      when: isEnlarged,
      run: () => looking.toggleBeside(),
    },
    {
      id: 'catalogue.back',
      label: 'Back to the grid',
      keys: ['Escape'],
      gesture: true,
      whileTyping: true,
      when: (press) =>
        review.isOpen || (isFree(press) && press?.typing !== true && layout.place !== 'samples'),
      run: (press) => {
        if (!review.isOpen) layout.leave();
        else if (press?.typing === true) layout.focus('review');
        else if (review.agreementOpen) review.toggleAgreement();
        else layout.leaveReview();
      },
    },
    {
      id: 'catalogue.newSample',
      label: 'New sample in the survey',
      keys: ['n'],
      when: isFree,
      run: () => layout.addSample(),
      writes: true,
    },
    {
      id: 'catalogue.whole',
      label: 'Show whole photos in the grid, or fill the tiles',
      when: seesSamples,
      run: () => (gridLook.whole = !gridLook.whole),
    },
    {
      id: 'catalogue.split',
      label: 'Split: make the chosen photos a sample of their own',
      keys: ['S'],
      when: (press) => seesSamples(press) && regroup.chosenPhotos().length > 0,
      run: () => regroup.split(),
      writes: true,
    },
    {
      id: 'catalogue.merge',
      label: 'Merge the selected samples into one…',
      keys: ['M'],
      when: (press) => seesTiles(press) && catalogue.selection.size > 1,
      run: () => regroup.startMerge(),
      writes: true,
    },
    {
      id: 'catalogue.watch',
      label: 'Watch a folder…',
      when: () => isFree() && watch.state === null && catalogue.surveys.length > 0,
      run: () => watch.chooseAndStart(),
      writes: true,
    },
    {
      id: 'catalogue.nextFragment',
      label: 'Watched folder: next fragment',
      keys: ['w'],
      when: () => watch.state !== null,
      run: () => watch.next(),
      writes: true,
    },
    {
      id: 'catalogue.newSurvey',
      label: 'New survey',
      keys: ['N'],
      when: isFree,
      run: () => surveyForm.start(),
      writes: true,
    },
    {
      id: 'catalogue.beach',
      label: 'What the beach carries: save as PDF…',
      when: () => isFree() && catalogue.filter.survey !== undefined,
      run: async () => {
        const { survey } = catalogue.filter;
        if (survey !== undefined) await shell.report.save({ survey }, 'pdf');
      },
    },
    { id: 'catalogue.import', label: 'Import photos…', writes: true, run: () => imports.chooseAndLook() },
    {
      id: 'catalogue.scan',
      label: 'Scan a label with the camera',
      keys: ['l'],
      anywhere: true,
      when: (press) => press === undefined || isFree(press),
      run: () => labels.show(),
    },
    {
      id: 'catalogue.details',
      label: 'Write the details; Esc goes back',
      keys: ['e'],
      when: seesSamples,
      run: () => layout.showDetails(),
    },
    {
      id: 'catalogue.search',
      label: 'Search the samples',
      keys: ['/'],
      when: seesSamples,
      run: () => layout.focus('search'),
    },
    {
      id: 'catalogue.filters',
      label: 'Show or hide the filters',
      keys: ['f'],
      when: seesSamples,
      run: () => (layout.filtersOpen = !layout.filtersOpen),
    },
    {
      id: 'catalogue.inspector',
      label: 'Show or hide the details',
      keys: ['i'],
      when: seesSamples,
      run: () => (layout.inspectorOpen = !layout.inspectorOpen),
    },
    {
      id: 'catalogue.bin',
      label: 'Move what is selected to the bin',
      keys: ['Delete'],
      onlyHere: true,
      when: seesSamples,
      run: () => (catalogue.enlarged ? catalogue.removePhoto() : catalogue.removeSelected()),
      writes: true,
    },
    {
      id: 'catalogue.sites',
      label: 'Look at the sites and their map, and back',
      keys: ['g'],
      when: isFree,
      run: () => layout.goTo('sites'),
    },
    {
      id: 'catalogue.classes',
      label: 'Classes: names, digits, colours, order; and back',
      keys: ['c'],
      when: isFree,
      run: () => layout.goTo('classes'),
    },
    { id: 'catalogue.export', label: 'Export…', keys: ['x'], when: isFree, run: () => layout.goTo('export') },
    { id: 'catalogue.printLabels', label: 'Print labels…', when: isFree, run: () => layout.printLabels() },
    {
      id: 'catalogue.openBin',
      label: 'Look into the bin, and back',
      keys: ['b'],
      when: isFree,
      run: () => layout.goTo('bin'),
    },
    {
      id: 'catalogue.review',
      label: 'Review: what the model doubts, or blind reading',
      keys: ['r'],
      when: isFree,
      run: () => review.start(),
    },
    {
      id: 'catalogue.alike',
      label: 'Sort samples by likeness, to label many at once',
      keys: ['k'],
      when: isFree,
      run: () => layout.goTo('alike'),
    },
    {
      id: 'catalogue.health',
      label: 'Health of the data: balance, look-alikes, blurred, dark, small',
      keys: ['h'],
      when: isFree,
      run: () => layout.goTo('health'),
    },
    { id: 'catalogue.takeOut', label: 'Take one out of its cluster, and back', shown: 'X', gesture: true },
    { id: 'catalogue.splitCluster', label: 'Split a cluster further', shown: 'T', gesture: true },
    { id: 'catalogue.joinClusters', label: 'Join a cluster with the next', shown: 'J', gesture: true },
    {
      id: 'catalogue.reviewConfirm',
      label: 'In the review: confirm what is proposed',
      keys: ['Enter'],
      onlyHere: true,
      when: () => reviews() && review.current !== undefined,
      run: () => review.confirm(),
      writes: true,
    },
    {
      id: 'catalogue.reviewSkip',
      label: 'In the review: skip to the next sample or cluster',
      keys: ['s'],
      onlyHere: true,
      when: () => (reviews() && review.current !== undefined) || sorts(),
      run: () => (sorts() ? alike.move(1) : review.move(1)),
    },
    {
      id: 'catalogue.reviewPrevious',
      label: 'In the review: the previous sample or cluster',
      keys: ['p'],
      onlyHere: true,
      when: () => reviews() || sorts(),
      run: () => (sorts() ? alike.move(-1) : review.move(-1)),
    },
    {
      id: 'catalogue.reviewAgreement',
      label: 'In the review: how far the readers agree, and back',
      keys: ['a'],
      onlyHere: true,
      when: () => review.isOpen,
      run: () => review.toggleAgreement(),
    },
  ];
}
