import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { Shape } from './shape.ts';

type PermissionRequest = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type PermissionCheck = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type BeforeRequest = (
  details: Pick<Electron.OnBeforeRequestListenerDetails, 'url'>,
  answer: (response: Electron.CallbackResponse) => void,
) => void;

/** Schemes of the app, and who answers for them. */
class Protocol implements Shape<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'> {
  readonly handlers = new Map<string, (request: Request) => Response | Promise<Response>>();

  registerSchemesAsPrivileged(): void {}

  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    if (this.handlers.has(scheme)) throw new Error(`The scheme ${scheme} is answered already.`);
    this.handlers.set(scheme, handler);
  }

  /** Old, and still there. */
  registerStringProtocol(
    scheme: string,
    handler: (
      request: Electron.ProtocolRequest,
      answer: (response: string | Electron.ProtocolResponse) => void,
    ) => void,
  ): boolean {
    this.handle(
      scheme,
      ({ url, method, referrer }) =>
        new Promise((resolve) =>
          handler({ url, method, referrer, headers: {} }, (given) => {
            const { data = '', mimeType = 'text/plain' } =
              typeof given === 'string' ? { data: given } : given;
            resolve(
              new Response(typeof data === 'string' ? data : null, { headers: { 'content-type': mimeType } }),
            );
          }),
        ),
    );
    return true;
  }
}

export const protocol = new Protocol();

type SessionMembers =
  | 'setDevicePermissionHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler';

/** What pages may do. */
class Session extends EventEmitter implements Shape<Electron.Session, SessionMembers> {
  permissionRequest: PermissionRequest = null;
  permissionCheck: PermissionCheck = null;
  #beforeRequest: BeforeRequest | null = null;
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.#beforeRequest = listener;
    },
  };

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.permissionCheck = handler;
  }

  setDevicePermissionHandler(): void {}

  isBlocked(url: string): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#beforeRequest === null) resolve(false);
      else this.#beforeRequest({ url }, ({ cancel }) => resolve(cancel === true));
    });
  }
}

export const session = { defaultSession: new Session() };
