/** Codes of a person's data as registers and cards carry them: their forms, not whether one is given out. */

/** Ethnic groups (GB/T 3304): 01 to 56; 97 others, 98 naturalised. */
export const ethnicGroupForm = /^(?:0[1-9]|[1-4]\d|5[0-6]|97|98)$/;

/** Regions (GB/T 2260). */
export const regionForm = /^[1-9]\d{5}$/;
