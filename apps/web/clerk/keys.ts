/** The keys of the window: the function keys of the commonest acts, Enter to go on, Esc to go back. */
import { onBeforeUnmount, onMounted } from 'vue';

import type { Desk } from './desk.js';

/** Elements that have their own use for Enter. */
const usesEnter = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('button, a, select, textarea, input:not([type="checkbox"], [type="radio"])') !== null;

/** Listens as long as the page stands. */
export const useKeys = (desk: Desk): void => {
  const functionKeys: Readonly<Record<string, () => void>> = {
    F2: () => desk.pickAll('pay'),
    F4: () => desk.pickAll('collect'),
    F6: () => desk.open({ kind: 'chip-check' }),
    F11: () => desk.open({ kind: 'pay-for' }),
    F8: () => {
      const { channel } = desk.basket;
      channel.value = channel.value === 'bank' ? 'cash' : 'bank';
    },
  };

  const press = (event: KeyboardEvent): void => {
    // A key held down must not confirm what has only just appeared under it.
    if (event.key === 'Enter' && event.repeat) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const act = functionKeys[event.key];
    // Always taken from the browser, so that a key does the same at every moment: its act, or nothing.
    if (act !== undefined || ['F1', 'F3', 'F7', 'F9', 'F10', 'F12'].includes(event.key))
      event.preventDefault();
    if (event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (desk.signIn.value !== 'none' || desk.dialog.value !== null) return;
    if (event.key === 'F9') {
      void desk.reprint();
      return;
    }
    // A reviewer has no counter.
    if (desk.staff.value?.role === 'reviewer') return;
    if (event.key === 'F10') {
      void desk.handsDone();
      return;
    }
    if (event.key === 'F1') {
      desk.openRecords();
      return;
    }
    if (event.key === 'F12') {
      desk.openOverview();
      return;
    }
    if (event.key === 'F3') {
      desk.open({ kind: 'shift', leaving: false });
      return;
    }
    if (event.key === 'F7') {
      desk.toCards();
      return;
    }
    if (desk.cards.shown.value) {
      // From the people found back to what was asked, and from there to the window.
      if (event.key === 'Escape' && desk.cards.search.found.value !== null) desk.cards.search.forget();
      else if (event.key === 'Escape') desk.toCards();
      return;
    }
    if (desk.card.value?.stage !== 'open') return;
    if (act !== undefined) act();
    else if (event.key === 'Enter' && !usesEnter(event.target)) {
      event.preventDefault();
      desk.goOn();
    } else if (event.key === 'Escape') {
      desk.basket.putAllBack(desk.basket.side.value);
      desk.backToList();
    }
  };

  onMounted(() => window.addEventListener('keydown', press, true));
  onBeforeUnmount(() => window.removeEventListener('keydown', press, true));
};
