/** Which shifts of the clerk are open: those of before are told at sign-in, today's once a sign-in is over without a count. */
import type { Act, DeskState } from '#libs/contract/desk.js';
import type { OwnShift } from '#libs/contract/shifts.js';
import { computed, type Ref, ref, shallowRef, watch } from 'vue';

import { post } from '../../shared/request.js';

/** `isSignedIn`: what is asked before the answer to a sign-in would be refused as another browser's. */
export const useOpenShifts = (state: Ref<DeskState | null>, isSignedIn: Ref<boolean>) => {
  const own = shallowRef<(Pick<OwnShift, 'shifts'> & { readonly clerk: string }) | null>(null);
  const heard = ref(false);

  const clerk = computed(() => {
    const staff = state.value?.staff;
    return isSignedIn.value && staff?.role === 'window-clerk' ? staff.number : null;
  });
  const online = computed(() => state.value?.central.state === 'online');
  const newest = computed<Act | null>(
    () =>
      state.value?.acts.find(
        (act) => act.state === 'succeeded' && act.kind !== 'card-service' && act.staffNumber === clerk.value,
      ) ?? null,
  );

  const read = async (number: string): Promise<void> => {
    const answer = await post<OwnShift>('/desk/shifts/own');
    // Not read: the last word stands, and it is read with the next act or sign-in.
    if (answer.outcome === 'done' && clerk.value === number)
      own.value = { clerk: number, shifts: answer.value.shifts };
  };
  watch(
    [clerk, online, () => newest.value?.key],
    ([number, isOnline], [before]) => {
      if (number !== null && number !== before) heard.value = false;
      if (number === null || !isOnline) return;
      // One more act of an open shift changes nothing.
      const isKnown = number === before && own.value?.clerk === number && own.value.shifts.length > 0;
      if (!isKnown || newest.value?.kind.startsWith('shift') === true) void read(number);
    },
    { immediate: true },
  );

  return {
    /** Shifts of earlier days, which nobody has ended; until the clerk has heard of them. */
    leftOpen: computed(() =>
      heard.value || own.value === null || own.value.clerk !== clerk.value
        ? []
        : own.value.shifts.filter(({ businessDate }) => businessDate !== state.value?.businessDate),
    ),
    hear: (): void => {
      heard.value = true;
    },
    /** Whether a shift of this clerk was open at the last word of it, which outlives the sign-in. */
    isOpenOf: (number: string): boolean => own.value?.clerk === number && own.value.shifts.length > 0,
  };
};
