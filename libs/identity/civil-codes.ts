/** Codes of a person's data as registers and cards carry them: their forms, not whether one is given out. */

/** Ethnic groups (GB/T 3304): 01 to 56; 97 others, 98 naturalised. */
export const ethnicGroupForm = /^(?:0[1-9]|[1-4]\d|5[0-6]|97|98)$/;

// Provinces, autonomous regions and municipalities; 71, 81 and 82 stand for Taiwan, Hong Kong and Macao.
const provinces = '1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]';

/** Regions (GB/T 2260): of a province that exists. Finer than that no list is kept. */
export const regionForm = new RegExp(`^(?:${provinces})\\d{4}$`);

/**
 * The first six digits of an identity number: a place below a province; 810000, 820000 and 830000 on residence permits of people of
 * Hong Kong, Macao and Taiwan; 9, a province and a nationality on the cards of foreigners (2023).
 */
export const numberRegionForm = new RegExp(
  `^(?:(?!\\d{2}0000)(?:${provinces})\\d{4}|8[123]0000|9(?:${provinces})\\d{3})$`,
);
