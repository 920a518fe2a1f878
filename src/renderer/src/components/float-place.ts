import { createContext, useContext } from 'react';

/** Where menus are put: in the main part of the page, since what lies outside of all its parts is hard to find without seeing it. */
export const FloatPlace = createContext<HTMLElement | null>(null);

export function useFloatPlace(): HTMLElement | null {
  return useContext(FloatPlace);
}
