/** Amounts as they travel between the programs. */

/** Yuan with two places, such as "1090.00". */
export type Yuan = string;
