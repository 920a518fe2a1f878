import { spawn } from 'node:child_process';
import { once } from 'node:events';

type Surroundings = { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv };

/** The system's own way to open an address; null where nobody could see it. */
export function browserCommand(
  link: string,
  { platform, env }: Surroundings,
): { readonly command: string; readonly args: readonly string[] } | null {
  if (platform === 'darwin') return { command: 'open', args: [link] };
  // `start` is a part of the shell, which no address should come near.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', link] };
  const hasDisplay = Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
  return hasDisplay ? { command: 'xdg-open', args: [link] } : null;
}

/** Opens an address in the person's browser. @returns whether that could be tried: the link is printed in any case */
export async function openInBrowser(link: string, surroundings: Surroundings): Promise<boolean> {
  const browser = browserCommand(link, surroundings);
  if (browser === null) return false;
  const child = spawn(browser.command, browser.args, { detached: true, stdio: 'ignore', windowsHide: true });
  try {
    await once(child, 'spawn');
  } catch {
    return false; // there is no such command
  }
  child.unref();
  return true;
}
