// Works with a store until it is done or killed; everything that is confirmed is named in a file. Arguments: the data
// folder, that file, whether it is confirmed `after` the write or (wrongly) `before` it, the first job and the one behind
// the last, settings of SQLite.
import { openSync, writeSync } from 'node:fs';
import { openStoreOver, workThrough } from './fault-store-work.ts';

const [folder = '', confirmedFile = '', order, from = '0', until = '1', ...settings] = process.argv.slice(2);
const confirmed = openSync(confirmedFile, 'a');
const store = openStoreOver(folder, settings);
workThrough(store, Number(from), Number(until), (what, write) => {
  if (order === 'after') write();
  writeSync(confirmed, `${JSON.stringify(what)}\n`);
  if (order === 'before') write();
});
store.close();
