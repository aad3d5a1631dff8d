/** What a person reads: Chinese first and English beside it. */
export type Words = { readonly zh: string; readonly en: string };

/** Both in one line, as a refusal's detail has them: pages show the half that their reader reads. */
export const inOneLine = ({ zh, en }: Words): string => `${zh} / ${en}`;
