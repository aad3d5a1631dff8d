/** Rows as a CSV file for the office's spreadsheet, saved by the browser. */

/** A cell a spreadsheet would take for a formula is led by an apostrophe, so that it stays what it says. */
const cell = (value: string | number): string => {
  const text = typeof value === 'number' ? String(value) : /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** RFC 4180, with the byte order mark that tells a spreadsheet that it is UTF-8. */
export const toCsv = (heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  `\uFEFF${[heads, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

/** Saves a text under a name. */
export const saveText = (name: string, text: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
