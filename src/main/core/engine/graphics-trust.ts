/**
 * Whether the graphics processor is still asked, by all engines of one program: a driver that has ended or blocked one
 * process does so to the next one as well, and each try costs a part of a recording or a minute of silence. A person who
 * has put the driver right starts the program anew. The runner takes the first graphics processor that it finds and can
 * be told no other, so that there is one answer for the computer.
 */
export class GraphicsTrust {
  #isLost = false;

  get isLost(): boolean {
    return this.#isLost;
  }

  lose(): void {
    this.#isLost = true;
  }
}
