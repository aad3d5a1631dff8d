/** Imports of files as the console shows them, with their control totals. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class ImportRefusalDto {
  /** Code of the registry of problems. */
  code!: string;
  words!: WordsDto;
  /** What whoever brought the file can do about it. */
  nextStep!: WordsDto;
  rows!: number;
}

export class CardImportDto {
  id!: number;
  /** Such as `applicants`, `name-list`, `wages`, `population`. */
  kind!: string;
  words!: WordsDto;
  /** Unit, and month behind a blank; empty: the rows say all. */
  subject!: string;
  fileName!: string;
  /** `examined`, `committing` or `committed`. */
  state!: string;
  withPhotos!: boolean;
  /** Twelve characters in groups of four. */
  controlCode!: string;
  rows!: number;
  accepted!: number;
  men!: number;
  women!: number;
  minors!: number;
  units!: number;
  /** Twelve digits. */
  hashTotal!: string;
  /** Yuan, of a kind that has amounts. */
  amount!: string | null;
  /** Rows refused, by kind, the most frequent first. */
  refusals!: ImportRefusalDto[];
  /** ISO instant. */
  examinedAt!: string;
  /** Staff number. */
  examinedBy!: string;
  /** ISO instant. */
  committedAt!: string | null;
  committedBy!: string | null;
}

export class CardImportsDto {
  imports!: CardImportDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}
