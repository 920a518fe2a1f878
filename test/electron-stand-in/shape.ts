/**
 * Some members of one of Electron's own types, for a stand-in to be held against: what a method takes and gives, but not the
 * whole object that it gives back for chaining.
 */
export type Shape<T, Members extends keyof T> = {
  [Member in Members]: T[Member] extends (...args: infer Args) => infer Given
    ? (...args: Args) => Given extends T ? unknown : Given
    : T[Member];
};

/** An event that can be refused. */
export class Refusable {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
