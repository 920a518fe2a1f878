import type { App, PermissionCheckHandlerHandlerDetails, Session, WebContents } from 'electron';
import { isOwnAddress, originOf } from '../core/desktop/addresses.ts';

/** Copying a text by a click; everything else that a page may ask the system for is refused. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

function refuse(event: { preventDefault(): void }): void {
  event.preventDefault();
}

/** No page goes anywhere, opens anything or embeds anything. */
export function lockDownPages(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents) => {
    // A page may be loaded anew, by itself as well.
    const stay = (event: { readonly url: string; preventDefault(): void }): void => {
      if (event.url !== contents.getURL()) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-redirect', refuse);
    contents.on('will-attach-webview', refuse);
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/**
 * Permissions are refused, downloads too, and no request leaves the app.
 *
 * @param origin of the app's own page
 */
export function lockDownSession(session: Session, origin: string): void {
  const isAllowed = (permission: string, contents: WebContents | null, requester: string): boolean =>
    ALLOWED.has(permission) && contents !== null && originOf(requester) === origin;
  session.setPermissionRequestHandler((contents, permission, answer, { requestingUrl }) =>
    answer(isAllowed(permission, contents, requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (contents, permission, requester, { isMainFrame }: PermissionCheckHandlerHandlerDetails) =>
      isMainFrame && isAllowed(permission, contents, requester),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', refuse);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOwnAddress(url, origin) }));
}
