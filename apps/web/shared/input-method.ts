/** Leaves the keys of an input method to it: Enter, Esc and digits that compose a word are no orders to the page. */

/** What browsers report for a key that an input method took, also after it said that it has ended. */
const takenByInputMethod = 229;

/** Called once, before the page is made, so that nothing on it hears such a key first. */
export const leaveKeysToInputMethod = (): void => {
  for (const kind of ['keydown', 'keyup', 'keypress'] as const)
    window.addEventListener(
      kind,
      (event) => {
        if (event.isComposing || event.keyCode === takenByInputMethod) event.stopImmediatePropagation();
      },
      true,
    );
};
