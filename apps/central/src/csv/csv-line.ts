/** Writes rows of comma-separated files. */

/** One row with its line end; fields that hold commas, quotes or line ends are quoted. */
export const csvLine = (fields: readonly string[]): string =>
  `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\r\n`;
