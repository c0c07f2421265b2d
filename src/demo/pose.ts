import type { Random } from '#shared/learning/random.ts';
import { between, chance } from './draw.ts';

/** A rotation from the object's axes to the view's (x right, y down, z towards the camera), row by row. */
type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** How a fragment lies under the microscope in one photo. */
export interface Pose {
  readonly rotation: Rotation;
  /** Centre of the object in the photo, as a share of its side. */
  readonly x: number;
  readonly y: number;
}

/** Turned any way round, tilted a little, and turned over in a third of the photos. */
export function drawPose(random: Random): Pose {
  const turn = between(random, 0, 2 * Math.PI);
  const tiltAxis = between(random, 0, 2 * Math.PI);
  const tilt = between(random, 0, 0.5);
  const flipped = chance(random, 0.35);
  const lying = flipped ? multiply(turnAbout(0, Math.PI), turnInPlane(turn)) : turnInPlane(turn);
  return {
    rotation: multiply(turnAbout(tiltAxis, tilt), lying),
    x: 0.5 + between(random, -0.04, 0.04),
    y: 0.5 + between(random, -0.04, 0.04),
  };
}

function turnInPlane(angle: number): Rotation {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos, -sin, 0, sin, cos, 0, 0, 0, 1];
}

/** A turn by `angle` about an axis in the picture plane (Rodrigues' formula with k = (cos, sin, 0)). */
function turnAbout(axis: number, angle: number): Rotation {
  const [x, y] = [Math.cos(axis), Math.sin(axis)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const rest = 1 - cos;
  return [
    cos + x * x * rest,
    x * y * rest,
    y * sin,
    x * y * rest,
    cos + y * y * rest,
    -x * sin,
    -y * sin,
    x * sin,
    cos,
  ];
}

function multiply(a: Rotation, b: Rotation): Rotation {
  const cell = (row: number, column: number): number =>
    [0, 1, 2].reduce((sum, k) => sum + (a[3 * row + k] ?? 0) * (b[3 * k + column] ?? 0), 0);
  return [
    cell(0, 0),
    cell(0, 1),
    cell(0, 2),
    cell(1, 0),
    cell(1, 1),
    cell(1, 2),
    cell(2, 0),
    cell(2, 1),
    cell(2, 2),
  ];
}
