/** Words that are read out when they change, when nothing else is being said. Nobody sees them. */
export function LiveRegion({ words }: { readonly words: string }) {
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {words}
    </div>
  );
}
