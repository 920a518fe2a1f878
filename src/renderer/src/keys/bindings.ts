import type { PageCommand } from '../store/command-bus.ts';
import { type Binding, bind, holding, plain } from './chord.ts';

// The keys of Earshot. Those who answer look them up here, and the list of shortcuts shows them from here. What lists,
// sliders and menus answer in every program (Page Up, for one) is left to them.

/** Wherever the focus is. */
export const EVERYWHERE_KEYS = [
  bind('add', holding('command', 'o')),
  bind('settings', plain(','), holding('command', ',')),
  bind('shortcuts', plain('?')),
] as const satisfies readonly Binding<PageCommand>[];

/** While a recording is open, wherever the focus is. */
export const RECORDING_KEYS = [
  bind('play-pause', plain(' ')),
  bind('seek-back', plain('ArrowLeft')),
  bind('seek-forward', plain('ArrowRight')),
  bind('slower', plain('<')),
  bind('faster', plain('>')),
  bind('find', plain('f'), holding('command', 'f')),
  bind('copy', plain('c')),
  bind('export', plain('e'), holding('command', 'e')),
] as const satisfies readonly Binding<PageCommand>[];

/** While the focus is in the text. */
export const TEXT_KEYS = [
  bind('nextParagraph', plain('ArrowDown')),
  bind('previousParagraph', plain('ArrowUp')),
  bind('firstParagraph', plain('Home')),
  bind('lastParagraph', plain('End')),
  bind('playParagraph', plain('Enter')),
  bind('wordForward', holding('command', 'ArrowRight')),
  bind('wordBack', holding('command', 'ArrowLeft')),
] as const satisfies readonly Binding[];

/** While words are looked for. */
export const FIND_KEYS = [
  bind('nextFound', plain('Enter')),
  bind('previousFound', holding('shift', 'Enter')),
  bind('closeFind', plain('Escape')),
] as const satisfies readonly Binding[];

/** While the doubtful spots are walked. */
export const SPOT_KEYS = [
  bind('nextSpot', plain('ArrowDown')),
  bind('previousSpot', plain('ArrowUp')),
  bind('closeSpots', plain('Escape')),
] as const satisfies readonly Binding[];

/** While the focus is on a row of the queue. */
export const LIST_KEYS = [
  bind('nextRow', plain('ArrowDown')),
  bind('previousRow', plain('ArrowUp')),
  bind('firstRow', plain('Home')),
  bind('lastRow', plain('End')),
  bind('open', plain('Enter')),
  bind('range', holding('shift', 'ArrowDown'), holding('shift', 'ArrowUp')),
  bind('toggle', holding('control', ' ')),
  bind('all', holding('command', 'a')),
  bind('none', plain('Escape')),
  bind('moveUp', holding('alt', 'ArrowUp')),
  bind('moveDown', holding('alt', 'ArrowDown')),
  bind('remove', plain('Delete'), plain('Backspace')),
] as const satisfies readonly Binding[];
