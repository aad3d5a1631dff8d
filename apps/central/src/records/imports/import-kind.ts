/** What a kind of file brings to the one mechanism of imports: how its rows are read, what the register says of them, what taking one does. */
import type { ImportKindName, ImportSubject } from '#libs/contract/file-imports.js';
import type { Words } from '#libs/kernel/words.js';
import type { WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import type { TablePiece, TableRecord } from '../../ground/csv/csv-table.js';
import type { FileEncoding } from '../../ground/csv/text-encoding.js';
import type { Transaction } from '../../ground/database/database.js';

export type ImportRequest = {
  readonly path: string;
  /** What it is called; left out, as it is on the disk. */
  readonly name?: string;
  readonly encoding?: FileEncoding;
  readonly subject?: ImportSubject;
  /** Folder of photos, of a kind that has some; without it there are none. */
  readonly photos: string | null;
  readonly staffNumber: string;
};

/** What is taken, when and by whom. */
export type Taking = { readonly importId: number; readonly at: Date; readonly staffNumber: string };

/** Lines of COPY for records, in their order. */
export type Reading = (records: readonly TableRecord[]) => string | Promise<string>;

/** One file of a kind as it is worked on. */
export type OpenImport = {
  /** As `FileImport.subject`. */
  readonly subject: string;
  readonly withPhotos: boolean;
  /** Rows of a chunk; null: the file is taken whole or not at all. */
  readonly rowsEach: number | null;
  /** How the rows under a header are read. Throws Refused for what is wrong with the file as a whole. */
  readonly read: (tx: Transaction, importId: number) => Promise<(header: TablePiece['header']) => Reading>;
  /** Marks what rows cannot know of each other, beside a number that comes twice. */
  readonly compareRows?: (tx: Transaction, importId: number) => Promise<void>;
  /** Marks what the register refuses now, each as `asked`. Gives how many rows that are. */
  readonly askRegister: (tx: Transaction, taking: Taking) => Promise<number>;
  /** Done once before the first chunk, in the transaction that begins the import. */
  readonly begin?: (tx: Transaction, importId: number) => Promise<void>;
  /** Takes the accepted rows of a range in; one that the register refuses meanwhile is marked `meanwhile` and left out. */
  readonly take: (tx: Transaction, taking: Taking, chunk: WorkChunk) => Promise<void>;
  /** Done once after the last chunk, in the transaction that ends the import. */
  readonly finish?: (tx: Transaction, taking: Taking) => Promise<void>;
};

export type ImportKind = {
  readonly name: ImportKindName;
  /** Of its chunked work. */
  readonly work: { readonly kind: string; readonly words: Words };
  /** Begins the names of its acts on record. */
  readonly onRecordAs: string;
  /** By which a header is found among the first lines. */
  readonly columns: ReadonlySet<string>;
  /** Throws Refused for what is wrong with what was asked. */
  readonly open: (request: ImportRequest) => Promise<OpenImport>;
};
