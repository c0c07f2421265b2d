import { describe, expect, it } from 'vitest';
import { type Room, Rooms } from '../../../../src/renderer/shell/rooms.svelte.ts';

function laid(rooms: Rooms, ...over: Room[]): { open: boolean } {
  const page = { open: true };
  rooms.lay(over, { isOpen: () => page.open, close: () => (page.open = false) });
  return page;
}

describe('pages over rooms', () => {
  it('yield to the room that one goes to, where they lie over several', () => {
    const rooms = new Rooms();
    const comparison = laid(rooms, 'train', 'models');
    const ofTrain = laid(rooms, 'train');
    rooms.go('models');
    expect(comparison.open).toBe(false);
    expect(ofTrain.open).toBe(true);
  });

  it('stay while another room is visited from them', () => {
    const rooms = new Rooms();
    const comparison = laid(rooms, 'train', 'models');
    comparison.open = false;
    rooms.go('train');
    comparison.open = true;
    rooms.visit('catalogue', 'the comparison');
    rooms.goBack();
    expect(rooms.current).toBe('train');
    expect(comparison.open).toBe(true);
  });

  it('are closed one by one, the uppermost first', () => {
    const rooms = new Rooms();
    rooms.go('models');
    const upper = laid(rooms, 'models');
    const lower = laid(rooms, 'models');
    rooms.uncover();
    expect([upper.open, lower.open]).toEqual([false, true]);
    rooms.uncover();
    expect(rooms.isCovered).toBe(false);
  });

  it('are all gone where one goes to the room that is shown', () => {
    const rooms = new Rooms();
    rooms.go('models');
    const [upper, lower] = [laid(rooms, 'models'), laid(rooms, 'models')];
    rooms.home('models');
    expect([upper.open, lower.open]).toEqual([false, false]);
  });

  it('of another room are left as they are', () => {
    const rooms = new Rooms();
    const page = laid(rooms, 'models');
    rooms.home('train');
    expect(page.open).toBe(true);
    expect(rooms.isCovered).toBe(false);
  });
});
