/** What a person reads: Chinese first and English beside it. */
export type Words = { readonly zh: string; readonly en: string };
