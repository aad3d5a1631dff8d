/** Narrows words of the centre's answers, which the generated client calls plain strings, to those the agent knows. */

/** The word itself. Throws TypeError when it is none of `words`; `what` names it in the message. */
export const oneOf = <T extends string>(words: readonly T[], text: string, what: string): T => {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new TypeError(`the centre sent an unknown ${what}: ${text}`);
  return found;
};
