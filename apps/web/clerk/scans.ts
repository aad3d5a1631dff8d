/** What the window does with a code that was scanned: a receipt is shown again, a prepared act is picked, anything else is answered in words. */
import type { PreparedAct } from '#libs/contract/prepared-acts.js';
import { watch } from 'vue';

import { post } from '../shared/request.js';
import { useTypedCodes } from '../shared/typed-codes.js';
import type { Desk } from './desk.js';

/** Picks what was prepared as far as the holder owes it or may collect it; a tier that is not theirs to choose stays open. */
const pickPrepared = ({ basket }: Desk, { pay, collect }: PreparedAct): void => {
  for (const item of basket.items.value) {
    if (item.inPayment || item.of !== null || item.recovery !== null || item.instalment?.offered === false)
      continue;
    const wanted = pay.find(({ scheme }) => scheme === item.scheme);
    if (item.side === 'collect' ? !collect : wanted === undefined) continue;
    const tier = item.tiers.find((one) => one.tier === wanted?.tier);
    if (tier !== undefined) basket.chooseAmount(item, tier.amount);
    else if (item.amount !== null) basket.pick(item);
  }
};

/** Listens as long as the page stands. */
export const useScans = (desk: Desk): void => {
  useTypedCodes((code) => void post('/desk/scans', { code }).then(desk.heed));

  let done: string | null = null;
  // What is being filled in is not pushed aside: the scan waits until it is closed; a prepared act also for its card.
  watch(
    [desk.state, desk.dialog, desk.signIn],
    ([state, dialog, signIn]) => {
      const scan = state?.scan ?? null;
      if (scan === null || scan.id === done || signIn !== 'none') return;
      if (dialog !== null && dialog.kind !== 'receipt') return;
      if (scan.kind === 'prepared' && desk.card.value?.stage !== 'open') return;
      done = scan.id;
      if (scan.kind === 'refused') desk.refusal.value = scan.problem;
      else if (scan.kind === 'prepared') pickPrepared(desk, scan.act);
      else desk.open({ kind: 'receipt', number: scan.number, isFalse: !scan.verified });
    },
    { immediate: true },
  );
};
