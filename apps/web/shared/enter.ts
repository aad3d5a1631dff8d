/** Enter in a form: to the next field to be typed in, and from the last one it sends. */

const typedIn = 'input:not([type="radio"], [type="checkbox"], [type="file"], [type="hidden"])';

const seen = (element: HTMLElement): boolean => element.checkVisibility();

/**
 * Called with an Enter in `form`. Answers that already stand (choices, ticks) are passed over. What is missing before it can be
 * sent is marked `data-missing` and gets the hands; where `irreversible`, nothing is ever sent by Enter in a field: the hands go
 * to the first of the buttons, which leaves.
 */
export const goOnWithEnter = (event: KeyboardEvent, form: HTMLFormElement, irreversible: boolean): void => {
  const { target } = event;
  // A button does what stands on it, and a text of several lines has its own use for Enter.
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
  const fields = [...form.querySelectorAll<HTMLInputElement>(typedIn)].filter(
    (field) => !field.disabled && seen(field),
  );
  const next = fields.find(
    (field) => (target.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  if (next !== undefined) {
    event.preventDefault();
    next.focus();
    next.select();
    return;
  }
  const buttons = [...form.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')].filter(seen);
  if (irreversible) {
    event.preventDefault();
    buttons.find((button) => button.closest('.answers') !== null)?.focus();
    return;
  }
  if (!buttons.some(({ type }) => type === 'submit')) {
    event.preventDefault();
    const missing = form.querySelectorAll<HTMLElement>(
      '[data-missing] input, input[data-missing], button[data-missing]',
    );
    [...missing].find(seen)?.focus();
    return;
  }
  // By itself Enter sends nothing from a select.
  if (target instanceof HTMLSelectElement) {
    event.preventDefault();
    form.requestSubmit();
  }
};
