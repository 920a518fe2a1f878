import type { PageBridge } from '../../../shared/contract/page.ts';
import { createHttpBridge } from './http-bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload of the desktop app. */
    readonly earshot?: PageBridge;
  }
}

/** The way to the program that shows this page: the desktop app's own, or HTTP in a browser. */
export function findBridge(): PageBridge {
  return window.earshot ?? createHttpBridge();
}
