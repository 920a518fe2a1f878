import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Custom properties hold whatever the style sheet makes of them. */
    [name: `--${string}`]: string | number;
  }
}
