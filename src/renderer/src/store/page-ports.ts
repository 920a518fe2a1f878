/** What a browser gives a page, handed in so that tests own it. */
export type PagePorts = {
  /** Rejects where the browser does not allow it. */
  readonly writeClipboard: (words: string) => Promise<void>;
  /** Offers a file made on the page as a download. */
  readonly download: (file: { fileName: string; mediaType: string; text: string }) => void;
  /** Whether the person allows notifications; asks them where `ask` says so and nobody has answered yet. */
  readonly mayNotify: (ask: boolean) => Promise<boolean>;
  /** Does nothing where the person does not allow it. */
  readonly notify: (words: string, onClick: () => void) => void;
  /** Whether the person looks at the page, so that it need not call them. */
  readonly isWatched: () => boolean;
};
