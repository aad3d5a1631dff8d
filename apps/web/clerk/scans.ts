/** What the window does with a code that was scanned: a receipt is shown again, anything else is answered in words. */
import { watch } from 'vue';

import { post } from '../shared/request.js';
import { useTypedCodes } from '../shared/typed-codes.js';
import type { Desk } from './desk.js';

/** Listens as long as the page stands. */
export const useScans = (desk: Desk): void => {
  useTypedCodes((code) => void post('/desk/scans', { code }).then(desk.heed));

  let done: string | null = null;
  // What is being filled in is not pushed aside: the scan waits until it is closed.
  watch(
    [desk.state, desk.dialog, desk.signIn],
    ([state, dialog, signIn]) => {
      const scan = state?.scan ?? null;
      if (scan === null || scan.id === done || signIn !== 'none') return;
      if (dialog !== null && dialog.kind !== 'receipt') return;
      done = scan.id;
      if (scan.kind === 'refused') desk.refusal.value = scan.problem;
      else desk.open({ kind: 'receipt', number: scan.number, isFalse: !scan.verified });
    },
    { immediate: true },
  );
};
