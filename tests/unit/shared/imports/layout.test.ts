import { describe, expect, it } from 'vitest';
import { looksLikeSample } from '#shared/imports/folder-names.ts';
import { type RecognisedLayout, recogniseLayout } from '#shared/imports/layout.ts';

/** @param texts by relative path: what stands in the files, where that matters. */
function recognisedTree(texts: Readonly<Record<string, string>>): Promise<RecognisedLayout> {
  return recogniseLayout(Object.keys(texts), (file) => Promise.resolve(texts[file] ?? ''));
}

function recognised(files: readonly string[], classes: readonly string[] = []): Promise<RecognisedLayout> {
  return recogniseLayout(files, () => Promise.resolve(''), new Set(classes));
}

const box = '0 0.5 0.5 0.2 0.3\n';
const coco = '{"info": {}, "images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [{"bbox": []}]}';

describe('a tree for finding things in photos is no tree of classes', () => {
  it.each([
    [
      'YOLO',
      'Roboflow’s folders',
      {
        'train/images/a.jpg': '',
        'train/labels/a.txt': box,
        'valid/images/b.jpg': '',
        'valid/labels/b.txt': '',
        'data.yaml': 'nc: 1',
      },
    ],
    [
      'YOLO',
      'Ultralytics’ folders',
      {
        'images/train/a.jpg': '',
        'labels/train/a.txt': box,
        'images/val/b.jpg': '',
        'labels/val/b.txt': box,
      },
    ],
    [
      'YOLO',
      'capitals and background photos without labels',
      { 'Images/a.jpg': '', 'Images/b.JPG': '', 'Labels/A.txt': box },
    ],
    [
      'YOLO',
      'a list of classes alone',
      { 'images/train/a.jpg': '', 'data.yml': 'train: images/train\nnames:\n  0: film\n' },
    ],
    [
      'YOLO',
      'Darknet’s labels beside the photos',
      { 'obj/a.jpg': '', 'obj/a.txt': box, 'obj/b.jpg': '', 'obj/b.txt': box },
    ],
    ['COCO', 'a list in annotations', { 'train/a.jpg': '', 'annotations/instances_train.json': coco }],
    [
      'COCO',
      'Roboflow’s list beside the photos',
      { 'train/a.jpg': '', 'train/_annotations.coco.json': coco },
    ],
    [
      'COCO',
      'a list at the top whose photos come first',
      { 'a.jpg': '', 'labels.json': '{"images": [{"file_name": "a.jpg"}' },
    ],
    [
      'CreateML',
      'a list',
      { 'a.jpg': '', '_annotations.createml.json': '[{"image":"a.jpg","annotations":[{"label":"x"}]}]' },
    ],
    [
      'TensorFlow',
      'a table',
      { 'train/a.jpg': '', 'train/_annotations.csv': 'filename,width,height,class,xmin,ymin\n' },
    ],
    ['Pascal VOC', 'its folders', { 'JPEGImages/a.jpg': '', 'Annotations/a.xml': '<annotation><object/>' }],
    [
      'LabelMe',
      'lists beside the photos',
      { 'plastic/a.jpg': '', 'plastic/a.json': '{"version": "5", "shapes": []}' },
    ],
    ['masks', 'a mask for each photo', { 'images/a.jpg': '', 'masks/a.png': '' }],
  ])('%s: %s', async (format, _, tree) => {
    const { layout, format: found, reason, doubts } = await recognisedTree(tree);
    expect([layout, found]).toEqual(['detection', format]);
    expect(reason).toContain('Strandline tells what a whole photo shows');
    expect(doubts).toEqual([expect.objectContaining({ code: 'odd-layout', message: reason })]);
    expect(doubts[0]?.files.length).toBeGreaterThan(0);
  });

  it.each([
    ['notes beside photos', { 'plastic/a.jpg': '', 'plastic/a.txt': 'found at 12 30\n' }],
    ['lists of this lab’s own', { 'plastic/a.jpg': '', 'notes.json': '{"plastic/a": {"images": 3}}' }],
    ['a table of samples', { 'plastic/a.jpg': '', 'samples.csv': 'file,class\na.jpg,plastic\n' }],
    ['settings of a program', { 'plastic/a.jpg': '', 'config.yaml': 'names: all\n' }],
  ])('%s make none', async (_, tree) => {
    expect(await recognisedTree(tree)).toMatchObject({ layout: 'class/photo', format: null, doubts: [] });
  });
});

describe('what the folders mean', () => {
  it.each([
    ['flat', ['a.jpg', 'b.jpg', 'notes.txt']],
    ['class/photo', ['plastic/a.jpg', 'not-plastic/b.jpg']],
    ['class/photo', ['PA6/a.jpg', 'PA66/b.jpg', 'PE-HD 2/c.jpg']],
    ['class/photo', ['1-5 mm/a.jpg', '<1mm/b.jpg', '300µm/c.jpg']],
    ['class/sample/photo', ['plastic/JAR-017/a.jpg', 'shell/JAR-203/b.jpg']],
    ['class/sample/photo', ['plastic/F1/a.jpg', 'shell/F1/b.jpg']],
    ['split/class/photo', ['train/plastic/a.jpg', 'Valid/plastic/b.jpg', 'test/shell/c.jpg']],
  ])('%s: %j, without a doubt', async (layout, files) => {
    expect(await recognised(files)).toMatchObject({ layout, doubts: [] });
  });

  it.each([
    [
      'sample/photo',
      ['JAR-017/a.jpg', 'JAR-017/b.jpg', 'JAR-018/a.jpg', 'JAR-203/a.jpg'],
      'layout class/photo',
    ],
    ['sample/photo', ['2023-04-05/a.jpg', '2023-04-06/a.jpg', '2023-04-07/a.jpg'], 'layout class/photo'],
    ['class/photo', ['JAR-017/a.jpg', 'JAR-018/a.jpg'], 'layout sample/photo'],
    ['class/photo', ['A1/a.jpg', 'A2/a.jpg', 'B1/a.jpg', 'blank/a.jpg'], 'layout sample/photo'],
    ['class/photo', ['images/a.jpg', 'shell/b.jpg'], 'The folder images is taken as a class'],
    ['class/photo', ['train/a.jpg', 'test/b.jpg'], 'train, test are sides of a split'],
    ['class/sample/photo', ['train/plastic/a.jpg', 'more/plastic/b.jpg'], 'train is a side of a split'],
    [
      'class/sample/photo',
      ['dataset/plastic/a.jpg', 'dataset/shell/b.jpg'],
      'import the folder dataset itself',
    ],
    [
      'class/sample/photo',
      [
        'trip-2023/plastic/a.jpg',
        'trip-2023/shell/b.jpg',
        'trip-2024/plastic/a.jpg',
        'trip-2024/shell/b.jpg',
      ],
      'surveys with classes in them',
    ],
    [
      'split/class/photo',
      ['train/images/a.jpg', 'test/images/b.jpg'],
      'The folder images is taken as a class',
    ],
  ])('%s: %j, and what else it may be', async (layout, files, words) => {
    const { layout: decided, doubts } = await recognised(files);
    expect(decided).toBe(layout);
    expect(doubts.map(({ message }) => message).join('\n')).toContain(words);
    expect(doubts.every(({ code, files: named }) => code === 'odd-layout' && named.length > 0)).toBe(true);
  });

  it('folders of the names of the lab’s classes are classes', async () => {
    const files = ['1/a.jpg', '2/a.jpg', '3/a.jpg'];
    expect(await recognised(files)).toMatchObject({ layout: 'sample/photo' });
    expect(await recognised(files, ['1', '2', '3'])).toMatchObject({ layout: 'class/photo', doubts: [] });
    expect(await recognised(['images/a.jpg'], ['images'])).toMatchObject({ doubts: [] });
  });

  it('folders with many photos each are classes, whatever they are called', async () => {
    const files = ['1', '2', '3'].flatMap((folder) =>
      Array.from({ length: 50 }, (_, index) => `${folder}/${index}.jpg`),
    );
    const { layout, doubts } = await recognised(files);
    expect(layout).toBe('class/photo');
    expect(doubts[0]?.message).toContain('layout sample/photo');
  });

  it('too many folders are not guessed at', async () => {
    const { layout, reason } = await recognised(['a/b/c/d.jpg']);
    expect(layout).toBe('unknown');
    expect(reason).toContain('3 folders deep');
  });
});

describe('names of folders', () => {
  it.each(['JAR-017', 'S-0001', 'A1', '12', '2023-04-12', 'F1', 'K7b'])('%s is a sample’s', (name) => {
    expect(looksLikeSample(name)).toBe(true);
  });

  it.each([
    'plastic',
    'K Blank',
    'class_1',
    'Klasse 3',
    'PA6',
    '05 PP',
    'type-2',
    '1-5 mm',
    '4x',
    'unlabelled',
  ])('%s is none', (name) => {
    expect(looksLikeSample(name)).toBe(false);
  });
});
