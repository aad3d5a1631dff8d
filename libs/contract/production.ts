/** Files that a batch operator hands to the centre or gets from it, and what they may ask it to do: in the console and in central alike. */

const mega = 1024 * 1024;
const tables = ['.csv', '.txt', '.xlsx'] as const;

/** What is handed over: how large it may be, and how its name ends. */
export const uploadKinds = {
  applicants: { mostBytes: 256 * mega, endings: tables },
  'name-list': { mostBytes: 64 * mega, endings: tables },
  wages: { mostBytes: 64 * mega, endings: tables },
  population: { mostBytes: 1024 * mega, endings: tables },
  deaths: { mostBytes: 64 * mega, endings: tables },
  // A city's photos of a hundred kilobytes each.
  photos: { mostBytes: 16 * 1024 * mega, endings: ['.zip'] },
  accounts: { mostBytes: 256 * mega, endings: ['.csv', '.txt'] },
  'maker-result': { mostBytes: 256 * mega, endings: ['.csv', '.txt'] },
  lot: { mostBytes: 256 * mega, endings: ['.csv', '.txt'] },
} as const satisfies Record<string, { readonly mostBytes: number; readonly endings: readonly string[] }>;

export type UploadKind = keyof typeof uploadKinds;

/** What the centre makes, to be fetched. */
export const madeKinds = ['report', 'left-out', 'account-list', 'maker-data'] as const;

export type MadeKind = (typeof madeKinds)[number];

/** A file travels in pieces of so many bytes at most, so that it goes on where a line broke. */
export const pieceBytes = mega;

/** Longest name of a file that is kept, for people. */
export const longestFileName = 200;

/** Whether a name ends as files of this kind do. */
export const endsAs = (kind: UploadKind, name: string): boolean =>
  uploadKinds[kind].endings.some((ending) => name.toLowerCase().endsWith(ending));

/** What can be asked for. */
export const orderKinds = [
  'import-look',
  'import-commit',
  'batch',
  'account-list',
  'accounts',
  'maker-data',
  'maker-result',
  'arrival',
  'hand-over',
  'hand-over-to-holder',
  'lot',
] as const;

export type AskedKind = (typeof orderKinds)[number];

/** What an administrator asks for about card makers. */
export const makerOrderKinds = ['maker', 'maker-withdrawal'] as const;

export type OrderKind = AskedKind | (typeof makerOrderKinds)[number];
