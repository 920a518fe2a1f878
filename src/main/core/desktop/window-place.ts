/** On the desktop, in points. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** So much of the title bar must be seen for somebody to take hold of it. */
const GRIP = { width: 120, height: 32 } as const;

/**
 * Where a window has to go that lies where no screen is any more.
 *
 * @param workAreas of the screens that are there, the main one first
 * @returns null when it can stay where it is
 */
export function placeOnScreen(window: Box, workAreas: readonly Box[]): Box | null {
  const titleBar = { ...window, height: GRIP.height };
  const [main] = workAreas;
  if (main === undefined || workAreas.some((area) => canBeTaken(titleBar, area))) return null;
  const width = Math.min(window.width, main.width);
  const height = Math.min(window.height, main.height);
  return {
    x: Math.round(main.x + (main.width - width) / 2),
    y: Math.round(main.y + (main.height - height) / 2),
    width,
    height,
  };
}

function canBeTaken(titleBar: Box, area: Box): boolean {
  const width = overlap(titleBar.x, titleBar.width, area.x, area.width);
  const height = overlap(titleBar.y, titleBar.height, area.y, area.height);
  return width >= Math.min(GRIP.width, titleBar.width) && height >= GRIP.height / 2;
}

function overlap(start: number, size: number, otherStart: number, otherSize: number): number {
  return Math.min(start + size, otherStart + otherSize) - Math.max(start, otherStart);
}
