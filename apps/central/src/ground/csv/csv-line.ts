/** Writes rows of comma-separated files. */

// A spreadsheet reckons out what begins so, full-width signs too, and a name or a reason would become a command.
const formula = /^'*[=+\-@＝＋－＠\t\r]/u;
const disarmed = /^'+[=+\-@＝＋－＠\t\r]/u;

/** A field as it was before {@link csvLine} made it text, which every field it wrote comes back as. */
export const withoutMark = (text: string): string => (disarmed.test(text) ? text.slice(1) : text);

const cell = (field: string): string => {
  const text = formula.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** One row with its line end; fields that hold commas, quotes or line ends are quoted, formulas of a spreadsheet made text. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(cell).join(',')}\r\n`;
