/** Unified social credit codes (统一社会信用代码, GB 32100) of units and agencies. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';

declare const brand: unique symbol;
/** Eighteen characters whose check character is right. */
export type UnifiedSocialCreditCode = string & { readonly [brand]: 'unified-social-credit-code' };

/** Why a code is refused; the first that applies, in this order. */
export type UnifiedSocialCreditCodeRefusal = 'length' | 'characters' | 'check-character';

/** The standard's 31 characters: no I, O, S, V or Z. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

/** The check character of the first seventeen characters (GB 32100). Throws RangeError on any other text. */
export const unifiedSocialCreditCodeCheck = (first17: string): string => {
  const values = Array.from(first17, (character) => alphabet.indexOf(character));
  if (values.length !== 17 || values.includes(-1))
    throw new RangeError('the check character is made of seventeen characters of GB 32100');
  const total = weights.reduce((running, weight, index) => running + weight * (values[index] ?? 0), 0);
  return alphabet.charAt((31 - (total % 31)) % 31);
};

/** Reads a code in capitals. */
export const parseUnifiedSocialCreditCode = (
  text: string,
): Result<UnifiedSocialCreditCode, UnifiedSocialCreditCodeRefusal> => {
  if (text.length !== 18) return refuse('length');
  // Registering department, kind, six digits of the region, then the organisation code.
  if (!/^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/.test(text)) return refuse('characters');
  return unifiedSocialCreditCodeCheck(text.slice(0, 17)) === text.charAt(17)
    ? ok(text as UnifiedSocialCreditCode)
    : refuse('check-character');
};
