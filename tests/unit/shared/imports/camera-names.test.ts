import { describe, expect, it } from 'vitest';
import { isCameraName } from '#shared/imports/camera-names.ts';

describe('names of photos', () => {
  it.each([
    'IMG_0001',
    'IMG_0001 (2)',
    'IMG_20240518_093012',
    'IMG-20240518-WA0007',
    'img0042',
    'DSC01234',
    '_DSC4711',
    'DSC_0001',
    'DSCN0012',
    'DSCF0012',
    '_MG_1234',
    'PXL_20240518_093012345',
    'PXL_20240518_093012345.MP',
    'P1010023',
    'PA230012',
    'WIN_20240518_09_30_12_Pro',
    'MVIMG_20240518_093012',
    '20240518_093012',
    '2024-05-18 09.30.12',
    '2024-05-18',
    'WhatsApp Image 2024-05-18 at 09.30.12',
    'Screenshot 2024-05-18 093012',
    'GOPR0001',
    'R0001234',
    'SAM_0001',
    'DJI_0001',
    '100_0001',
    'image1',
    'Image (3)',
    'Foto 12',
    'Snap-123',
    'Untitled-1',
    '1000012345',
    '550e8400-e29b-41d4-a716-446655440000',
  ])('%s is a camera’s', (name) => {
    expect(isCameraName(name)).toBe(true);
  });

  it.each([
    'JAR-017',
    'JAR-7 (2)',
    'A1_01',
    'S3-angle-10',
    'S-0001',
    '12',
    '0012',
    'plastic',
    'K Blank',
    'Strande 2024 3',
    'R2',
    'P1',
    'S1',
    'S3-0012',
    'R-001',
    'sample_001',
    'blank_2',
    'north_beach_7',
  ])('%s is the lab’s', (name) => {
    expect(isCameraName(name)).toBe(false);
  });
});
