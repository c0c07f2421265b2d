"""Small photos as microscopes, phones and cameras write them: python3 tests/oracle/make_photo_fixtures.py

Written once with tifffile 2026.3.3, Pillow 13.0 and pillow-heif 1.8.1 (`pip install tifffile imagecodecs pillow pillow-heif`). Makes
tests/oracle/fixtures/photos/*. Each TIFF is the same slope: at (x, y) of 40 x 30 pixels it is x / 39 * (0.2 + 0.8 * y / 29),
from 0 to 1, whatever its numbers are.
"""
import os
import numpy as np, pillow_heif, tifffile
from PIL import Image

OUT = os.path.join(os.path.dirname(__file__), 'fixtures', 'photos')
WIDTH, HEIGHT = 40, 30
x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
slope = x / (WIDTH - 1) * (0.2 + 0.8 * y / (HEIGHT - 1))


def counts(largest, kind='u2'):
    return np.rint(slope * largest).astype(kind)


def write(name, values, **options):
    options.setdefault('photometric', 'minisblack')
    options.setdefault('software', False)
    tifffile.imwrite(os.path.join(OUT, name), values, compression='zlib', **options)


def depths():
    write('bits-8.tif', counts(255, 'u1'))
    write('bits-16.tif', counts(65535))
    write('bits-12.tif', counts(4095))
    write('bits-12-rgb.tif', np.stack([counts(4095)] * 3, -1), photometric='rgb')
    write('bits-12-planes.tif', np.stack([counts(4095)] * 3), photometric='rgb', planarconfig='separate')
    # A cut-out: what is right of the middle is transparent.
    alpha = np.where(x < WIDTH / 2, 65535, 0).astype('u2')
    write('bits-12-cut-out.tif', np.stack([counts(4095)] * 3 + [alpha], -1), photometric='rgb', extrasamples=['unassalpha'])
    write('bits-12-white-is-0.tif', 4095 - counts(4095), photometric='miniswhite')
    write('signed-16.tif', counts(9000, 'i2') - 5000)
    write('signed-16-rgb.tif', np.stack([counts(9000, 'i2') - 5000] * 3, -1), photometric='rgb')
    write('signed-32.tif', counts(90000, 'i4') - 50000)
    write('float.tif', slope.astype('f4'))
    write('float-rgb.tif', np.stack([slope.astype('f4')] * 3, -1), photometric='rgb')
    write('float-counts.tif', counts(4095, 'f4'))
    write('float-wide.tif', (slope * 3.5 - 1).astype('f4'))
    odd = slope.astype('f4') * 3 - 1
    odd[0, 0], odd[0, 1], odd[0, 2] = np.nan, np.inf, -np.inf
    write('float-odd.tif', odd)
    write('float-16.tif', slope.astype('f2'))
    write('float-64.tif', slope)
    tifffile.imwrite(os.path.join(OUT, 'packed-12.tif'), counts(4095), bitspersample=12, photometric='minisblack', software=False)
    write('big.tif', counts(4095), bigtiff=True)


def microscopes():
    planes = np.stack([counts(4095), counts(2000), counts(1000)])
    scale = dict(imagej=True, resolution=(0.4, 0.4))
    write('imagej-planes.tif', planes, metadata={'unit': 'micron', 'axes': 'ZYX'}, **scale)
    write('imagej-escaped.tif', counts(255, 'u1'), metadata={'unit': r'\u00B5m', 'axes': 'YX'}, **scale)
    write('imagej-inch.tif', counts(255, 'u1'), metadata={'unit': 'inch', 'axes': 'YX'}, imagej=True, resolution=(72, 72))
    ome = {'axes': 'CYX', 'PhysicalSizeX': 650, 'PhysicalSizeXUnit': 'nm', 'PhysicalSizeY': 650, 'PhysicalSizeYUnit': 'nm'}
    write('channels.ome.tif', planes, metadata={**ome, 'AcquisitionDate': '2023-04-05T06:07:08'})
    write('dated.tif', counts(255, 'u1'), datetime='2023:04:05 06:07:08', resolution=(300, 300), resolutionunit='inch')
    write('impossible-date.tif', counts(255, 'u1'), datetime='2023:02:30 06:07:08')
    write('fine-resolution.tif', counts(255, 'u1'), resolution=(4000, 4000), resolutionunit='centimeter')
    write('two-dyes.tif', np.stack([counts(255, 'u1'), counts(90, 'u1')], -1), planarconfig='contig', extrasamples=['unspecified'])


def camera_raw():
    """What a program that knows no raw photos sees: a small preview, and pixels behind a colour filter beside it."""
    preview = np.stack([counts(255, 'u1')] * 3, -1)
    nikon = [(271, 's', 0, 'NIKON CORPORATION', True), (254, 'I', 1, 1, True)]
    with tifffile.TiffWriter(os.path.join(OUT, 'nikon.tif')) as file:
        file.write(preview, photometric='rgb', subifds=1, software=False, extratags=nikon)
        file.write(counts(16383), photometric='cfa', software=False)
    write('dng.tif', preview, photometric='rgb', extratags=[(50706, 'B', 4, (1, 4, 0, 0), True)])


def phones():
    """A phone that lay on its side: HEIC turns the picture itself, and repeats it in its tags."""
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[274] = 6
    exif.get_ifd(34665)[36867] = '2023:04:05 06:07:08'
    exif.get_ifd(34853).update({1: 'S', 2: (33.0, 30.0, 0.0), 3: 'W', 4: (70.0, 40.0, 0.0)})
    # Lying: x and y change places.
    lying = Image.fromarray(np.stack([counts(255, 'u1')] * 3, -1)).transpose(Image.Transpose.ROTATE_90)
    lying.save(os.path.join(OUT, 'phone.heic'), quality=100, chroma=444, exif=exif.tobytes())
    lying.save(os.path.join(OUT, 'phone.avif'), quality=100, exif=exif.tobytes())
    Image.new('RGB', (16, 16), (194, 85, 46)).save(os.path.join(OUT, 'orange.heic'), quality=100, chroma=444)


if __name__ == '__main__':
    os.makedirs(OUT, exist_ok=True)
    depths()
    microscopes()
    camera_raw()
    phones()
