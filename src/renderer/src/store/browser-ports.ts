import type { PagePorts } from './page-ports.ts';

const DOWNLOAD_BEGINS_MS = 60_000;

/** The ports of a real browser. */
export function browserPorts(): PagePorts {
  return {
    writeClipboard: (words) => navigator.clipboard.writeText(words),
    download: ({ fileName, mediaType, text }) => {
      const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
      const link = document.createElement('a');
      link.href = url;
      link.download = fileName;
      link.click();
      // Some browsers begin to read only after the click.
      setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_BEGINS_MS);
    },
    mayNotify: async (ask) => {
      if (typeof Notification === 'undefined') return false;
      if (!ask || Notification.permission !== 'default') return Notification.permission === 'granted';
      return (await Notification.requestPermission()) === 'granted';
    },
    notify: (words, onClick) => {
      if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
      const notification = new Notification('Earshot', { body: words });
      notification.addEventListener('click', () => {
        window.focus();
        onClick();
        notification.close();
      });
    },
    isWatched: () => document.visibilityState === 'visible' && document.hasFocus(),
  };
}
