/** Keeps people on the page of a kiosk: no menu by a long press, no zoom, nothing dragged, no key that opens or prints something. */

/** Keys that help somebody answer; every other one belongs to whoever looks after the machine, by its own means. */
const answering = /^(?:[0-9]|Tab|Enter| |Backspace|Arrow(?:Up|Down|Left|Right))$/u;

const never = (event: Event): void => event.preventDefault();

/** Called once, as the page starts. */
export const stayHere = (): void => {
  for (const kind of [
    'contextmenu',
    'dragstart',
    'drop',
    'dragover',
    'selectstart',
    'gesturestart',
    'auxclick',
  ])
    window.addEventListener(kind, never);
  window.addEventListener('wheel', (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  window.addEventListener('touchmove', (event) => event.touches.length > 1 && event.preventDefault(), {
    passive: false,
  });
  window.addEventListener('keydown', (event) => {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!isPlain || !answering.test(event.key)) event.preventDefault();
  });
  // Going back in the browser's history is no answer: there is nothing to go back to.
  history.replaceState(null, '', location.pathname);
  window.addEventListener('popstate', () => history.replaceState(null, '', location.pathname));
};
