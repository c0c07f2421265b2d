export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** So much of the window's upper edge must lie on a screen for a hand to take hold of it. */
const grip = { width: 120, height: 40 };

/**
 * Where a window opens that was somewhere before: there, as far as a screen is still there. On a smaller screen it is made
 * to fit; where its screen was unplugged it has no place, and the system chooses one.
 *
 * @param screens the parts of the screens that windows may use, the main one first.
 */
export function placeOnScreens(
  size: { readonly width: number; readonly height: number },
  at: { readonly x: number; readonly y: number } | undefined,
  screens: readonly Rectangle[],
): { width: number; height: number; x?: number; y?: number } {
  const screen =
    at === undefined
      ? undefined
      : screens.find((one) => {
          const across = overlap(at.x, size.width, one.x, one.width);
          return across >= grip.width && at.y >= one.y - 1 && at.y + grip.height <= one.y + one.height;
        });
  const room = screen ?? screens[0] ?? { x: 0, y: 0, ...size };
  const width = Math.min(size.width, room.width);
  const height = Math.min(size.height, room.height);
  return { width, height, ...(screen !== undefined && at !== undefined && { x: at.x, y: at.y }) };
}

function overlap(aFrom: number, aLength: number, bFrom: number, bLength: number): number {
  return Math.min(aFrom + aLength, bFrom + bLength) - Math.max(aFrom, bFrom);
}
