/** Whether the holder has to sign the paper of an act: just where it prints in two parts. */
import type { HandTask } from '#libs/contract/desk.js';
import { isSigned, type ReceiptDocument } from '#libs/contract/receipt-layout.js';

/** Nothing, or the slip to be signed; a slip that only the clerk signs asks for no hands at the window. */
export const signTask = (
  receipt: Pick<ReceiptDocument, 'kind' | 'channel' | 'debitConsent'>,
): readonly HandTask[] => (isSigned(receipt) ? [{ kind: 'sign-slip', amount: null }] : []);
