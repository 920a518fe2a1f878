import { Component, type ErrorInfo, type ReactNode } from 'react';

export type FaultBoundaryProps = {
  readonly children: ReactNode;
  /** What stands in place of a part that has failed; `retry` shows the part again. */
  readonly fallback: (fault: Error, retry: () => void) => ReactNode;
};

/** Keeps a mistake in one part of the window from taking the others with it. React has this for classes only. */
export class FaultBoundary extends Component<FaultBoundaryProps, { readonly fault: Error | null }> {
  override state: { readonly fault: Error | null } = { fault: null };

  static getDerivedStateFromError(thrown: unknown): { readonly fault: Error } {
    return { fault: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override componentDidCatch(fault: Error, info: ErrorInfo): void {
    console.error(fault, info.componentStack);
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return this.props.fallback(fault, () => this.setState({ fault: null }));
  }
}
