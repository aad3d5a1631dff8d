/** The addresses of the agent's pages: the clerk's, the console, and a kiosk's own. */
export const pagePaths = ['/', '/console/', '/kiosk/'] as const;

export type PagePath = (typeof pagePaths)[number];

/** What a person may follow a link to from anywhere. */
export const isPageAddress = (url: string): boolean =>
  url === '/console' || pagePaths.some((path) => path === url);
