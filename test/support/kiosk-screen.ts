/** What keeps people from using a screen of a kiosk: what axe finds at 7:1, texts below 24 px, and places for a finger below 64 px. */
import type { Page } from 'playwright-core';
import { bringAxe } from './accessibility.js';

/** How a kiosk stands in the hall. */
export const kioskScreens = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1920, height: 1080 },
} as const;

/** What fades in has other colours for a moment. */
const settled = `Promise.all(
  document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? Infinity))
    .map((one) => one.finished.catch(() => null)),
).then(() => null)`;

const violations = `(async () => {
  const { violations } = await axe.run(document, {
    resultTypes: ['violations'],
    rules: { 'color-contrast-enhanced': { enabled: true } },
  });
  return violations
    .filter(({ impact }) => impact !== 'minor')
    .flatMap(({ impact, id, help, nodes }) =>
      nodes.map((node) => [impact, id, help, node.target.join(' '), node.any[0]?.message ?? ''].join(' · ')),
    );
})()`;

const measured = `(() => {
  const found = [];
  const isShown = (part) => part.checkVisibility() && getComputedStyle(part).clipPath === 'none';
  for (const part of document.querySelectorAll('button, [role="checkbox"]')) {
    if (!isShown(part)) continue;
    const { width, height, left, right, top, bottom } = part.getBoundingClientRect();
    if (width < 64 || height < 64) found.push('a finger has ' + width + ' × ' + height + ' px: ' + part.innerText);
    if (left < 0 || right > innerWidth + 1) found.push('out of the screen: ' + part.innerText);
  }
  const walker = document.createTreeWalker(document.querySelector('#page'), NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
    const part = text.parentElement;
    if (text.data.trim() === '' || !isShown(part)) continue;
    const size = parseFloat(getComputedStyle(part).fontSize);
    if (size < 24) found.push(size + ' px: ' + text.data.trim());
  }
  const answers = [...document.querySelectorAll('.answers .answer')].filter(isShown).length;
  if (answers > 4) found.push(answers + ' answers at once');
  return found;
})()`;

/** Names what is in the way on the screen as it is now: nothing on one that serves everybody. */
const barriersAtKiosk = async (page: Page): Promise<readonly string[]> => {
  // For a moment after a change no answer takes a finger.
  await page.waitForSelector('main:not([inert])', { state: 'attached' });
  await page.evaluate(settled);
  await bringAxe(page);
  return [...(await page.evaluate<string[]>(measured)), ...(await page.evaluate<string[]>(violations))];
};

/**
 * Looks at the screen as it stands in the hall either way, larger, in high contrast, and in the other language where there are two; it is left
 * upright and as it was.
 */
export const barriersEitherWay = async (
  page: Page,
  looks: readonly ('language' | 'large' | 'contrast')[] = ['language', 'large', 'contrast'],
): Promise<readonly string[]> => {
  const found: string[] = [];
  const look = async (how: string): Promise<void> => {
    found.push(...(await barriersAtKiosk(page)).map((each) => `${how}: ${each}`));
  };
  for (const [way, size] of Object.entries(kioskScreens)) {
    await page.setViewportSize(size);
    await look(way);
  }
  for (const how of looks) {
    await page.locator(`[data-test="${how}"]`).click();
    await look(how);
  }
  for (const how of looks) await page.locator(`[data-test="${how}"]`).click();
  await page.setViewportSize(kioskScreens.portrait);
  return found;
};
