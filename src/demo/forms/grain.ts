import { between } from '../draw.ts';
import type { Shape, Skin } from '../form.ts';

/**
 * Gives a natural body what moulded plastic lacks: matter that is mottled in itself, and a surface that is rough at the
 * scale of its grains and so shines less. How much, the sample's draw decides; a few are as smooth as plastic.
 */
export function grained(shape: Shape): Shape {
  return (random, noise, build) => {
    const form = shape(random, noise, build);
    const coarse = noise.cloud(random, { size: between(random, 0.16, 0.34) });
    const fine = noise.cells(random, { size: between(random, 0.025, 0.05) });
    const mottling = between(random, 0.25, 0.6);
    const speckle = between(random, 0.3, 0.9);
    const relief = between(random, 0.004, 0.014);
    const dress = (skin: Skin, cloud: number, id: number): void => {
      skin.shade *= (1 + mottling * cloud) * (1 + speckle * (id - 0.5));
      skin.z += relief * (cloud + id);
    };
    return {
      material: {
        ...form.material,
        gloss: form.material.gloss * 0.4,
        roughness: form.material.roughness + 0.15,
      },
      carve: (u, v, cell) => {
        form.carve(u, v, cell);
        if (cell.edge <= 0) return;
        const cloud = coarse(u, v);
        const id = fine.id(u, v);
        dress(cell.top, cloud, id);
        dress(cell.bottom, -cloud, id);
        cell.bottom.z -= 2 * relief * id;
      },
    };
  };
}
