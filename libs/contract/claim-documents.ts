/** What a document of a claim may be: its types, how large it is, and how its name ends; the centre finds the type from its content. */

export const documentTypes = ['image/jpeg', 'image/png', 'application/pdf'] as const;

export type DocumentType = (typeof documentTypes)[number];

/** ASSUMED: a page of a phone's camera, or some twenty scanned at 200 dots an inch. */
export const mostDocumentBytes = 5 * 1024 * 1024;

/** Pixels: what is narrower cannot be read, what is larger takes a browser's memory when it is shown. ASSUMED. */
export const documentPixels = { least: 300, mostEachWay: 10_000, most: 50_000_000 } as const;

/** Of the name it came with, for people alone. */
export const longestDocumentName = 80;

/** Of one claim. */
export const mostDocuments = 20;
