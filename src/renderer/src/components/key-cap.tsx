/** A key, as it is written on the keyboard. */
export function KeyCap({ children }: { readonly children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-control border border-line-strong bg-surface-raised px-1.5 font-sans text-xs text-text">
      {children}
    </kbd>
  );
}
