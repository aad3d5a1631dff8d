/** The addresses of the agent's pages: the clerk's, and the console of batches. */
export const pagePaths = ['/', '/console/'] as const;

export type PagePath = (typeof pagePaths)[number];

/** What a person may follow a link to from anywhere. */
export const isPageAddress = (url: string): boolean =>
  url === '/console' || pagePaths.some((path) => path === url);
