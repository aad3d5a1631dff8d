/** Idempotency-Keys of what a page asks for: made as it is first sent, and the same until it is known what came of it. */
import type { Answer } from './request.js';

/** Something that was sent and is not known to be done or refused. */
type Intent = {
  readonly key: string;
  readonly address: string;
  readonly content: string;
  /** The dialog it was asked from; null: the page itself. */
  readonly dialog: object | null;
};

let open: readonly Intent[] = [];

/** Whoever asked has gone: what they asked for is nobody's any more. */
export const forgetIntents = (): void => {
  open = [];
};

/**
 * The key to send with, and `settle` for what it was answered with. The same content sent again is the same intent, wherever from; other
 * content sent to the same address from the same dialog is so too, and the centre refuses it if the first one had arrived.
 */
export const intentOf = (address: string, content: string, dialog: object | null) => {
  const known = open.find(
    (one) =>
      one.address === address && (one.content === content || (dialog !== null && one.dialog === dialog)),
  );
  const intent = known ?? { key: crypto.randomUUID(), address, content, dialog };
  if (known === undefined) open = [...open, intent];
  return {
    key: intent.key,
    settle: (answer: Answer<unknown>): void => {
      const isOpen =
        answer.outcome === 'unanswered' ||
        (answer.outcome === 'refused' && answer.problem.retry === 'same-key');
      if (!isOpen) open = open.filter((one) => one !== intent);
    },
  };
};
