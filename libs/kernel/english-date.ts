/** How English writes the bureau's days and periods: `24 Nov 2026`, `Nov 2026`, `2026`. */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Of a day `2026-11-24`, a month `2026-11` or a year `2026`; other text stays as it is. */
export const englishPeriod = (period: string): string => {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(period);
  if (!match) return period;
  const [, year = '', month, day] = match;
  return [
    ...(day === undefined ? [] : [String(Number(day))]),
    ...(month === undefined ? [] : [months[Number(month) - 1] ?? month]),
    year,
  ].join(' ');
};
