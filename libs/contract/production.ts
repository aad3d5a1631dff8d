/** Files that a batch operator or a fund's accountant hands to the centre or gets from it, and what they may ask it to do: in the console and in central alike. */
import type { Role } from './authority.js';

const mega = 1024 * 1024;
const tables = ['.csv', '.txt', '.xlsx'] as const;

type UploadRules = {
  readonly mostBytes: number;
  readonly endings: readonly string[];
  /** Who hands it over; left out: the batch operator. */
  readonly by?: Role;
};

/** What is handed over: how large it may be, how its name ends, and by whom. */
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
  // Ten cities' month as a message; what is larger is taken in on the server.
  'pay-answer': { mostBytes: 256 * mega, endings: ['.csv', '.txt', '.xml'], by: 'fund-accountant' },
} as const satisfies Record<string, UploadRules>;

export type UploadKind = keyof typeof uploadKinds;

/** What the centre makes, to be fetched. */
export const madeKinds = ['report', 'left-out', 'account-list', 'maker-data'] as const;

export type MadeKind = (typeof madeKinds)[number];

/** A file travels in pieces of so many bytes at most, so that it goes on where a line broke. */
export const pieceBytes = mega;

/** Longest name of a file that is kept, for people. */
export const longestFileName = 200;

/** Who hands files of a kind over. */
export const handsOver = (kind: UploadKind): Role => {
  const { by = 'batch-operator' }: UploadRules = uploadKinds[kind];
  return by;
};

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
