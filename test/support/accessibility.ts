/** What keeps people from using a page: what axe finds on it, and messages and buttons of its forms that are out of sight. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** A clerk's screen, and the same screen at 125 %. */
const screens = [
  { width: 1366, height: 768 },
  { width: 1093, height: 614 },
] as const;

/** What fades in has other colours for a moment. */
const settled = `Promise.all(
  document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? Infinity))
    .map((one) => one.finished.catch(() => null)),
).then(() => null)`;

const violations = `(async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations
    .filter(({ impact }) => impact !== 'minor')
    .flatMap(({ impact, id, help, nodes }) =>
      nodes.map((node) => [impact, id, help, node.target.join(' '), node.any[0]?.message ?? ''].join(' · ')),
    );
})()`;

/** Of the dialog that is open, or else of the page: what its form says and the buttons that answer it, unless all of it is to be seen. */
const outOfSight = `(() => {
  const dialog = [...document.querySelectorAll('[role="dialog"]')].find((one) => one.checkVisibility());
  const within = (box, outer) =>
    box.left >= outer.left - 1 && box.right <= outer.right + 1 && box.top >= outer.top - 1 && box.bottom <= outer.bottom + 1;
  const seen = (part) => {
    const box = part.getBoundingClientRect();
    if (!within(box, { left: 0, top: 0, right: innerWidth, bottom: innerHeight })) return false;
    for (let outer = part.parentElement; outer !== null; outer = outer.parentElement)
      if (getComputedStyle(outer).overflowY !== 'visible' && !within(box, outer.getBoundingClientRect())) return false;
    return true;
  };
  return [...(dialog ?? document).querySelectorAll('form .messages > *, form .answers button, .body > .answers button')]
    .filter((part) => part.checkVisibility() && !seen(part))
    .map((part) => innerWidth + ' × ' + innerHeight + ' · ' + part.innerText);
})()`;

/** Once for each page: half a megabyte. By the debugger, since the page's own policy lets no other script in. */
export const bringAxe = async (page: Page): Promise<void> => {
  if (!(await page.evaluate<boolean>(`typeof axe === 'object'`))) await page.evaluate(axe.source);
};

/**
 * Names what is in the way on the page as it is now: nothing on a page that serves everybody. It is measured on both screens, and
 * left on the first of them. To axe, what is only minor is no barrier.
 */
export const barriersOn = async (page: Page): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const screen of screens.toReversed()) {
    await page.setViewportSize(screen);
    await page.evaluate(settled);
    found.push(...(await page.evaluate<string[]>(outOfSight)));
  }
  await bringAxe(page);
  found.push(...(await page.evaluate<string[]>(violations)));
  return found;
};
