import { useEffect, useState } from 'react';
import { useLatest } from '../../store/use-latest.ts';

/** Who stops writing for so long has written what they wanted. */
const REST_MS = 800;

export type Draft = {
  readonly text: string;
  readonly change: (text: string) => void;
  /** Saves now: the field is left, or Enter was pressed. */
  readonly commit: () => void;
};

/**
 * The text of a field that saves itself: after a rest, when the field is left, and when the view is.
 *
 * @param stored what holds now
 * @param save resolves to whether it is saved; what is not stays in the field
 */
export function useDraft(stored: string, save: (text: string) => Promise<boolean>): Draft {
  /** Null: nothing but what is stored. */
  const [draft, setDraft] = useState<string | null>(null);
  const keep = async (text: string): Promise<void> => {
    const isSaved = await save(text);
    // What was written meanwhile is the new draft.
    if (isSaved) setDraft((now) => (now === text ? null : now));
  };
  const commit = (): void => {
    if (draft === null) return;
    if (draft === stored) {
      setDraft(null);
      return;
    }
    void keep(draft);
  };
  const latest = useLatest(commit);
  useEffect(() => {
    if (draft === null) return undefined;
    const timer = window.setTimeout(() => latest.current(), REST_MS);
    return () => window.clearTimeout(timer);
  }, [draft, latest]);
  useEffect(() => () => latest.current(), [latest]);
  return { text: draft ?? stored, change: setDraft, commit };
}
