/** Where pages take sound from: their own origin, or a scheme of the desktop app. */
export type MediaSource = "'self'" | 'media:';

/**
 * What goes with everything that is part of a page: it may load, run and talk to nothing but its own host, nobody may frame
 * it, and it gives nothing away about where it was.
 */
export function pageHeaders(mediaSource: MediaSource): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' blob: data:",
    'media-src': `${mediaSource} blob:`,
    'font-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'object-src': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources}`)
      .join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
  };
}
