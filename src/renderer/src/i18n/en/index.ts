import { actions } from './actions.ts';
import { app } from './app.ts';
import { drop } from './drop.ts';
import { exporting } from './exporting.ts';
import { health } from './health.ts';
import { hints } from './hints.ts';
import { models } from './models.ts';
import { player } from './player.ts';
import { queue } from './queue.ts';
import { settings } from './settings.ts';
import { shortcuts } from './shortcuts.ts';
import { time } from './time.ts';
import { transcript } from './transcript.ts';

/** All words of the page in English, one file for each feature: `t('queue.state.paused')`. */
export const en = {
  actions,
  app,
  drop,
  exporting,
  health,
  hints,
  models,
  player,
  queue,
  settings,
  shortcuts,
  time,
  transcript,
} as const;
