import WaveSurfer from 'wavesurfer.js';

export type WaveformSource = {
  /** The loudest sample of each stretch, 0 to 255; null draws a line. */
  readonly peaks: readonly number[] | null;
  readonly durationMs: number;
  /** What it shows the progress of; drawing never loads or decodes anything. */
  readonly audio: HTMLAudioElement;
};

export const WAVEFORM_HEIGHT_PX = 36;

/**
 * A picture of how loud a recording is, with what was played in another colour.
 *
 * @param place an element whose size it takes; its colours are those of the custom properties `--wave` and `--wave-played`
 * @returns takes it away
 */
export function drawWaveform(place: HTMLElement, { peaks, durationMs, audio }: WaveformSource): () => void {
  // Made outside of the document, so that its style element is never applied: the content security policy forbids those.
  const holder = document.createElement('div');
  const wave = WaveSurfer.create({
    container: holder,
    height: WAVEFORM_HEIGHT_PX,
    media: audio,
    peaks: [peaks === null || peaks.length === 0 ? SILENCE : shapeOf(peaks)],
    duration: durationMs / 1000,
    normalize: peaks?.some((peak) => peak > 0) ?? false,
    interact: false,
    cursorWidth: 0,
    barWidth: 2,
    barGap: 1,
    barRadius: 1,
    barMinHeight: 1,
    hideScrollbar: true,
    ...coloursOf(place),
  });
  adoptStyles(holder);
  place.append(holder);
  const repaint = (): void => wave.setOptions(coloursOf(place));
  const stopWatching = watchTheme(repaint);
  return () => {
    stopWatching();
    wave.destroy();
    holder.remove();
  };
}

/** So many bars are enough for every window. */
const MOST_BARS = 480;
const SILENCE = Array.from({ length: MOST_BARS }, () => 0);

/**
 * The mean of each stretch, as high as the loudest: of speech by the hour, the loudest sample is the same everywhere, and
 * only how much there is of it has a shape.
 */
function shapeOf(peaks: readonly number[]): number[] {
  const bars = Math.min(peaks.length, MOST_BARS);
  return Array.from({ length: bars }, (_, bar) => {
    const stretch = peaks.slice(
      Math.floor((bar * peaks.length) / bars),
      Math.ceil(((bar + 1) * peaks.length) / bars),
    );
    return stretch.reduce((sum, peak) => sum + peak, 0) / stretch.length / 255;
  });
}

/** The same rules in the one form that the policy leaves to scripts of the page. */
function adoptStyles(holder: HTMLElement): void {
  const root = holder.firstElementChild?.shadowRoot;
  const style = root?.querySelector('style');
  if (!root || !style) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style.textContent);
  root.adoptedStyleSheets = [sheet];
  style.remove();
}

/** A canvas takes colours as they are computed, not the names of tokens. */
function coloursOf(place: HTMLElement): { waveColor: string; progressColor: string } {
  const probe = document.createElement('span');
  place.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = { waveColor: read('--wave'), progressColor: read('--wave-played') };
  probe.remove();
  return colours;
}

function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'].map(
    (query) => matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', onChange);
  };
}
