/** What text the database keeps, wherever it comes from. */

// With the u flag a half is matched where it stands alone only.
const half = /[\ud800-\udfff]/u;

/** Whether text has no NUL and no half of a surrogate pair: PostgreSQL keeps neither in a text. */
export const isDatabaseText = (text: string): boolean => !text.includes('\u0000') && !half.test(text);
