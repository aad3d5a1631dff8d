/** Makes what scrolls reachable by keyboard, for as long as there is more of it than can be seen. */
import type { Directive } from 'vue';

const observers = new WeakMap<HTMLElement, ResizeObserver>();

const reach = (element: HTMLElement): void => {
  // A hidden part has no height at all.
  const scrolls = element.clientHeight > 0 && element.scrollHeight > element.clientHeight + 1;
  if (scrolls) element.tabIndex = 0;
  else element.removeAttribute('tabindex');
};

export const vScrolls: Directive<HTMLElement> = {
  mounted: (element) => {
    const observer = new ResizeObserver(() => reach(element));
    observer.observe(element);
    observers.set(element, observer);
    reach(element);
  },
  updated: reach,
  unmounted: (element) => observers.get(element)?.disconnect(),
};
