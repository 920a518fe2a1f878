import { Notification } from 'electron';

export type Told = { readonly title: string; readonly body: string };

/** Notifications of the system. */
export class SystemNotices {
  /** An object that nobody refers to any more would take the click with it. */
  readonly #shown = new Set<Notification>();

  /** Where the system shows none, or refuses one, nothing is missing: the window says the same. */
  show(told: Told, onClick: () => void = () => {}): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ ...told });
    this.#shown.add(notification);
    const forget = (): void => void this.#shown.delete(notification);
    notification.on('click', () => {
      forget();
      onClick();
    });
    notification.on('close', forget);
    notification.on('failed', forget);
    notification.show();
  }
}
