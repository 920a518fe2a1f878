import { createContext, useContext } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';
import type { Actions } from './actions.ts';
import { type AppState, INITIAL_STATE } from './app-state.ts';
import type { CommandBus } from './command-bus.ts';

export type AppStore = StoreApi<AppState>;

/** Everything a component has: what is, what can be done, and what the keyboard or a menu asks for. */
export type App = {
  readonly store: AppStore;
  readonly actions: Actions;
  readonly commands: CommandBus;
};

export function createAppStore(): AppStore {
  return createStore<AppState>(() => INITIAL_STATE);
}

export const AppContext = createContext<App | null>(null);

/** @throws Error outside of the app: a mistake of the programmer */
export function useAppContext(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('There is no AppContext around this component.');
  return app;
}

/** A part of the state; the component renders again when this part has changed. */
export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(useAppContext().store, select);
}

export function useActions(): Actions {
  return useAppContext().actions;
}
