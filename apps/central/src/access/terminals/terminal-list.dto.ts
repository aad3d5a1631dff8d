/** The terminals of the bureau as their administrator sees them, and what is done about one. */
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { terminalKindNames, type TerminalKind } from '#libs/contract/terminal-kinds.js';

export class ListedTerminalDto {
  /** Short name, such as `W01`. */
  code!: string;
  name!: string;
  kind!: TerminalKind;
  /** `waiting`: has a one-time code and no key. */
  state!: 'waiting' | 'enrolled' | 'withdrawn';
  /** Whose blank cards are made there; null: none. */
  depot!: string | null;
  /** ISO instant at which its key was bound to it; null: it has none, or from before this was kept. */
  enrolledAt!: string | null;
  /** ISO instant at which it last proved itself with its key, every ten minutes while it runs; null: never. */
  lastSeenAt!: string | null;
  /** What its program called itself then. */
  programVersion!: string | null;
  /** Seconds by which its machine's own clock was ahead of the centre's then, below zero behind; null: it did not say. */
  clockAheadSeconds!: number | null;
  /** ISO instant until which its one-time code is good; null: it has none that is. */
  codeGoodUntil!: string | null;
  /** Whoever is signed in there now. */
  staff!: string[];
}

export class TerminalListDto {
  /** What the programs of this release call themselves. */
  programVersion!: string;
  /** By code where nothing else was asked. */
  terminals!: ListedTerminalDto[];
  /** Ask with this as `after` for more; null: that is all. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}

export class TerminalToPrepareDto {
  /** Short name; of a terminal that is known, its key is worthless at once. */
  @Matches(/^[A-Za-z0-9-]{1,20}$/)
  code!: string;

  /** On receipts and doors. */
  @IsString()
  @Length(1, 40)
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u)
  name!: string;

  /** Left out: a window, or what a known one was. */
  @IsOptional()
  @IsIn(terminalKindNames)
  kind?: TerminalKind;
}

export class PreparedTerminalDto {
  code!: string;
  /** One-time, shown this once, good for 24 hours. */
  enrolmentCode!: string;
}
