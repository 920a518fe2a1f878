export type PlaybackState = {
  /** `loading`: somebody wants to hear it, and the sound is not there yet. */
  readonly phase: 'idle' | 'loading' | 'playing' | 'paused' | 'failed';
  /** Why it cannot be played, as far as the browser can tell; see `useRefusal` for the rest. */
  readonly problem: 'unplayable' | 'broken-off' | 'undecodable' | null;
  readonly speed: number;
};

/** How far an arrow key goes. */
export const KEY_STEP_MS = 5000;

type Listener = () => void;

/** The sound of one recording: an audio element in the words of this page, in milliseconds of media time. */
export class Playback {
  readonly audio: HTMLAudioElement;
  readonly #changes = new Set<Listener>();
  readonly #ticks = new Set<Listener>();
  readonly #closing = new AbortController();
  #state: PlaybackState;
  #frame: number | null = null;

  /** @param address see `mediaAddress` */
  constructor(address: string, speed: number) {
    this.#state = { phase: 'idle', problem: null, speed };
    const audio = document.createElement('audio');
    // What a browser cannot play is copied first, which takes time and space: not before somebody wants to hear it.
    audio.preload = 'none';
    audio.defaultPlaybackRate = speed;
    audio.playbackRate = speed;
    audio.src = address;
    this.audio = audio;
    this.#listen();
  }

  get state(): PlaybackState {
    return this.#state;
  }

  get nowMs(): number {
    return Math.round(this.audio.currentTime * 1000);
  }

  /** Whether it has a place in the recording that is worth being shown. */
  get hasBegun(): boolean {
    const { phase } = this.#state;
    return (phase !== 'idle' && phase !== 'failed') || this.audio.currentTime > 0;
  }

  play(): void {
    if (this.#state.phase === 'failed') this.#reload();
    this.#set({
      phase: this.audio.readyState >= this.audio.HAVE_FUTURE_DATA ? 'playing' : 'loading',
      problem: null,
    });
    // What goes wrong is told by the element's own event; who pauses meanwhile has changed their mind.
    this.audio.play().catch(() => {});
  }

  pause(): void {
    this.audio.pause();
    if (this.#state.phase === 'loading') this.#set({ phase: 'paused' });
  }

  toggle(): void {
    if (this.#state.phase === 'playing' || this.#state.phase === 'loading') this.pause();
    else this.play();
  }

  seek(mediaMs: number): void {
    this.audio.currentTime = Math.max(0, mediaMs) / 1000;
    this.#tick();
  }

  skip(byMs: number): void {
    const { duration } = this.audio;
    const target = this.nowMs + byMs;
    this.seek(Number.isFinite(duration) ? Math.min(target, duration * 1000) : target);
  }

  playFrom(mediaMs: number): void {
    this.seek(mediaMs);
    this.play();
  }

  setSpeed(speed: number): void {
    this.audio.defaultPlaybackRate = speed;
    this.audio.playbackRate = speed;
    this.#set({ speed });
  }

  /** Told when {@link state} is another one. */
  onChange(listener: Listener): () => void {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  /** Told with every frame while it plays, and whenever the place is another one. */
  onTime(listener: Listener): () => void {
    this.#ticks.add(listener);
    return () => this.#ticks.delete(listener);
  }

  close(): void {
    this.#closing.abort();
    this.#stopFrames();
    this.audio.pause();
    this.audio.removeAttribute('src');
    // Without this the browser keeps the connection open.
    this.audio.load();
  }

  #listen(): void {
    const { signal } = this.#closing;
    const on = (event: string, listener: Listener): void =>
      this.audio.addEventListener(event, listener, { signal });
    on('playing', () => {
      this.#set({ phase: 'playing', problem: null });
      this.#startFrames();
    });
    on('waiting', () => {
      if (!this.audio.paused) this.#set({ phase: 'loading' });
    });
    on('pause', () => {
      this.#stopFrames();
      if (this.#state.phase !== 'failed') this.#set({ phase: 'paused' });
      this.#tick();
    });
    on('seeked', () => this.#tick());
    on('error', () => {
      this.#stopFrames();
      this.#set({ phase: 'failed', problem: problemOf(this.audio.error) });
    });
  }

  /** A failed element plays again only after it was loaded anew, and forgets its place over that. */
  #reload(): void {
    const atSeconds = this.audio.currentTime;
    this.audio.load();
    this.audio.currentTime = atSeconds;
  }

  #startFrames(): void {
    if (this.#frame !== null) return;
    const next = (): void => {
      this.#tick();
      this.#frame = requestAnimationFrame(next);
    };
    this.#frame = requestAnimationFrame(next);
  }

  #stopFrames(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }

  #tick(): void {
    for (const listener of this.#ticks) listener();
  }

  #set(change: Partial<PlaybackState>): void {
    const next = { ...this.#state, ...change };
    const { phase, problem, speed } = this.#state;
    if (next.phase === phase && next.problem === problem && next.speed === speed) return;
    this.#state = next;
    for (const listener of this.#changes) listener();
  }
}

function problemOf(error: MediaError | null): NonNullable<PlaybackState['problem']> {
  if (error?.code === MediaError.MEDIA_ERR_DECODE) return 'undecodable';
  return error?.code === MediaError.MEDIA_ERR_NETWORK ? 'broken-off' : 'unplayable';
}
