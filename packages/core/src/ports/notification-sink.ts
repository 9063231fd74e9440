/** Port: who is told. An adapter makes one try a call, which ends by itself; when there is another one, core decides. */
import type { NotificationType } from './notification.ts';

export interface NotificationMessage {
  readonly id: string;
  readonly type: NotificationType;
  /** JSON `{type, timestamp, data}`. */
  readonly body: string;
}

export type DeliveryOutcome =
  | { readonly delivered: true }
  /** `because` is shown: no address, secret or answer of the receiver in it. `never`: there is no use in trying again. */
  | { readonly delivered: false; readonly because: string; readonly never?: true };

export interface NotificationSink {
  /** The same for the same receiver, as long as it is one. */
  readonly name: string;
  /** Null: everything. */
  readonly events: readonly NotificationType[] | null;
  deliver(message: NotificationMessage): Promise<DeliveryOutcome>;
}
