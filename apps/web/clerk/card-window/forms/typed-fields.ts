/** What people type into the forms of the card window, checked as the centre checks it. */
import { ethnicGroupForm, regionForm } from '#libs/identity/civil-codes.js';

export const isPhone = (typed: string): boolean => /^\+?\d[\d -]{4,19}$/.test(typed.trim());
/** Two digits of GB/T 3304. */
export const isEthnicGroup = (typed: string): boolean => ethnicGroupForm.test(typed.trim());
/** Six digits of GB/T 2260. */
export const isBirthplace = (typed: string): boolean => regionForm.test(typed.trim());

/** Members whose text is not empty, trimmed. */
export const filledIn = <K extends string>(fields: Readonly<Record<K, string>>): Partial<Record<K, string>> =>
  Object.fromEntries(
    Object.entries<string>(fields)
      .map(([name, text]) => [name, text.trim()])
      .filter(([, text]) => text !== ''),
  ) as Partial<Record<K, string>>;
