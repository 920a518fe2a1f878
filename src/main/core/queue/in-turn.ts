/**
 * Makes a line in which work is done one after the other, in the order in which it was asked for. Work that fails is told
 * to who asked for it, and holds up nobody.
 */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
