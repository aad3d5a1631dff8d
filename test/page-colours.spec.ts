/** The ring around what has the hands is seen on every ground it can lie on: three to one, as WCAG 1.4.11 asks. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const colours = new Map(
  [...readFileSync('apps/web/shared/page.css', 'utf8').matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(
    ([, name, colour]) => [name, colour] as const,
  ),
);

/** Relative luminance by WCAG, 0 to 1. */
const luminance = (name: string): number => {
  const colour = colours.get(name);
  if (colour === undefined) throw new Error(`no colour ${name}`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((left, right) => right - left);
  return (light + 0.05) / (dark + 0.05);
};

describe('the ring of focus', () => {
  it.each(['ground', 'panel', 'panel-soft', 'brand-soft', 'good-soft', 'warn-soft', 'bad-soft'])(
    'is seen on %s',
    (ground) => {
      expect(contrast('focus', ground)).toBeGreaterThanOrEqual(3);
    },
  );

  it('is seen on the top line', () => {
    expect(contrast('focus-on-dark', 'brand-dark')).toBeGreaterThanOrEqual(3);
  });
});
