import { useEffect, useState } from 'react';
import type { Failure } from '../../../../shared/errors.ts';
import { useActions } from '../../store/app-store.ts';

/**
 * Why the host has no sound to give: to a player every refusal looks the same, so the host is asked.
 *
 * @returns undefined until it has answered; null when it could give the sound
 */
export function useRefusal(uid: string): Failure | null | undefined {
  const { checkSound } = useActions();
  const [refusal, setRefusal] = useState<Failure | null>();
  useEffect(() => {
    let isWanted = true;
    const ask = async (): Promise<void> => {
      const found = await checkSound(uid);
      if (isWanted) setRefusal(found);
    };
    void ask();
    return () => {
      isWanted = false;
    };
  }, [uid, checkSound]);
  return refusal;
}
