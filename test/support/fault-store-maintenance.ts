// Opens the store of a data folder as the program does, which repairs it where that is needed, and makes a copy of it.
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';

const { store } = openSqliteStore({ folder: process.argv[2] ?? '', now: () => Date.now() });
store.backUp();
store.close();
