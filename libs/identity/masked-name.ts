/** A person's name as lists show it whose people are not at the window. */

/** The first character and nothing of how long the name is: `王＊＊`. */
export const maskName = (name: string): string => `${[...name.trim()][0] ?? ''}＊＊`;
