// Runs in the page before the page itself: one of the gallery's hosts in memory stands in place of the real one, so that
// a page can be seen in states that a real queue comes to rarely, late or only by accident.
import { SCENES } from '../../component/gallery/scenes.ts';

const wanted = String(Reflect.get(globalThis, 'wantedScene'));
const scene = SCENES[wanted];
if (scene === undefined) throw new Error(`There are these scenes: ${Object.keys(SCENES).join(', ')}`);
const host = scene();
const uids = [...host.jobs.keys()];
host.answer('jobs.remove', ({ jobs }) => {
  const removed = uids.filter((uid) => typeof jobs === 'object' && 'uids' in jobs && jobs.uids.includes(uid));
  host.tell(...removed.map((uid) => ({ kind: 'job-removed', uid }) as const));
  return { done: removed, refused: [] };
});
Object.assign(globalThis, { earshot: host });
