/** What waits at a window without an outcome: as the window states it, and as its supervisor reads it. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { cardServices } from '#libs/cards/card-services.js';
import {
  mostWaitingActs,
  waitingActKinds,
  waitingActStates,
  type WaitingActKind,
  type WaitingActState,
} from '#libs/contract/waiting-acts.js';

/** One act, and nothing of whom or what it is for. */
export class StatedActDto {
  /** Its Idempotency-Key. */
  @IsUUID()
  key!: string;

  @IsIn(waitingActKinds)
  kind!: WaitingActKind;

  /** Which service of the card window; left out for all other kinds. */
  @IsOptional()
  @IsIn(Object.keys(cardServices))
  service?: string;

  /** `sending`: the centre may not have it; `running`, `unknown`: it has. */
  @IsIn(waitingActStates)
  state!: WaitingActState;

  /** ISO instant at which it was pressed, by the window's clock. */
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/)
  since!: string;

  /** Who pressed it; left out where only the centre knows. */
  @IsOptional()
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  staffNumber?: string;

  /** Why it waits, a code of the registry; left out where nothing was said yet. */
  @IsOptional()
  @Matches(/^[a-z][a-z-]{1,59}$/)
  problemCode?: string;
}

export class WaitingActsStatementDto {
  /** How many wait in all. */
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  total!: number;

  /** All of them, or the longest waiting where there are more than 200. */
  @IsArray()
  @ArrayMaxSize(mostWaitingActs)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StatedActDto)
  acts!: StatedActDto[];
}

export class WaitingActDto {
  /** Where it waits: the short name of the window, its name, whether it is not heard, and when it last was. */
  window!: string;
  windowName!: string;
  windowSilent!: boolean;
  heardAt!: string;
  key!: string;
  kind!: WaitingActKind;
  service!: string | null;
  state!: WaitingActState;
  /** ISO instant. */
  since!: string;
  /** From then until now. */
  ageSeconds!: number;
  staffNumber!: string | null;
  /** Null for a number that the register does not have. */
  staffName!: string | null;
  problemCode!: string | null;
}

export class WindowDto {
  /** Short name, such as `W01`. */
  code!: string;
  name!: string;
  state!: 'waiting' | 'enrolled' | 'withdrawn';
  /** ISO instant of its last statement; null: it never made one. */
  heardAt!: string | null;
  /** It is enrolled and has said nothing for minutes: what is told of it may be over, and others may have come. */
  silent!: boolean;
  /** How many wait there in all. */
  total!: number;
  /** As many of them are told one by one: fewer where it is above 200. */
  listed!: number;
}

export class WindowsDto {
  /** Every enrolled terminal, and each that is not any more but left something behind; by code. */
  windows!: WindowDto[];
  /** Acts of all windows, longest waiting first where nothing else was asked. */
  acts!: WaitingActDto[];
  /** Ask with this as `after` for more; null: that is all. */
  next!: string | null;
  /** All that match and are told one by one, on the first page; null: told there. */
  total!: number | null;
}
