/** The fleet of terminals: what each reports of itself, and what whoever looks after all of them reads and does. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { durationBounds, type TerminalTrouble } from '#libs/contract/fleet.js';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';
import { WordsDto } from '../../ground/http/words.dto.js';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const code = /^[a-z][a-z-]{1,40}$/;
const most = 1_000_000;
const readerStates = ['ready', 'missing', 'stopped'] as const;
const printerStates = ['ready', 'printing', 'paper-out', 'cover-open', 'offline'] as const;

export class ReportedReadersDto {
  /** `missing`: none is plugged in; `stopped`: the service of readers does not run. */
  @IsIn(readerStates)
  state!: (typeof readerStates)[number];

  @IsArray()
  @ArrayMaxSize(8)
  @IsString({ each: true })
  @MaxLength(120, { each: true })
  names!: string[];
}

export class ReportedPrinterDto {
  @IsIn(printerStates)
  state!: (typeof printerStates)[number];

  @IsBoolean()
  paperNearEnd!: boolean;

  /** Why it is offline, where more is known than that. */
  @IsOptional()
  @Matches(code)
  trouble?: string;
}

export class ReportedOutboxDto {
  /** Acts without an outcome. */
  @IsInt()
  @Min(0)
  @Max(most)
  waiting!: number;

  /** ISO instant at which the oldest of them was pressed; left out: there is none. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(instant)
  oldest?: string;
}

export class CountedActDto {
  /** `card`: a card read; a service of the card window; or a kind of act with money. */
  @Matches(code)
  act!: string;

  @IsInt()
  @Min(0)
  @Max(most)
  count!: number;
}

export class GivenUpDto {
  /** Where in the act. */
  @Matches(code)
  step!: string;

  @IsInt()
  @Min(1)
  @Max(most)
  count!: number;
}

export class TalliedActDto {
  @Matches(code)
  act!: string;

  @IsInt()
  @Min(0)
  @Max(most)
  started!: number;

  @IsInt()
  @Min(0)
  @Max(most)
  finished!: number;

  @IsInt()
  @Min(0)
  @Max(most)
  refused!: number;

  /** Of those that finished, how many took so long, by the contract's classes of seconds. */
  @IsArray()
  @ArrayMinSize(durationBounds.length + 1)
  @ArrayMaxSize(durationBounds.length + 1)
  @IsInt({ each: true })
  @Min(0, { each: true })
  @Max(most, { each: true })
  seconds!: number[];

  @IsArray()
  @ArrayMaxSize(20)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => GivenUpDto)
  gaveUp!: GivenUpDto[];
}

export class TalliedDayDto {
  @Matches(/^\d{4}-\d\d-\d\d$/)
  @IsISO8601({ strict: true })
  day!: string;

  @IsArray()
  @ArrayMaxSize(60)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => TalliedActDto)
  acts!: TalliedActDto[];
}

export class TerminalReportDto {
  @Matches(/^[\w.+-]{1,40}$/)
  programVersion!: string;

  /** What the machine's own clock says, as an ISO instant. */
  @IsISO8601({ strict: true })
  @MaxLength(40)
  ownTime!: string;

  /** ISO instant at which its program started: counts are of this run. */
  @IsISO8601({ strict: true })
  @Matches(instant)
  run!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => ReportedReadersDto)
  readers!: ReportedReadersDto;

  @IsObject()
  @ValidateNested()
  @Type(() => ReportedPrinterDto)
  printer!: ReportedPrinterDto;

  @IsObject()
  @ValidateNested()
  @Type(() => ReportedOutboxDto)
  outbox!: ReportedOutboxDto;

  /** What was carried through within the last hour, by kind. */
  @IsArray()
  @ArrayMaxSize(60)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CountedActDto)
  hour!: CountedActDto[];

  /** What this run counted today, and of the day before what the centre may not have. */
  @IsArray()
  @ArrayMaxSize(2)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => TalliedDayDto)
  days!: TalliedDayDto[];
}

export class ClosedDto {
  /** ISO instant. */
  since!: string;
  /** What those who come are told. */
  message!: string;
}

export class TerminalReportAnswerDto {
  /** It begins no act for those who come; null: it serves. */
  closed!: ClosedDto | null;
}

export class TerminalClosureDto {
  /** What those who come are told, in one line. */
  @IsString()
  @Length(2, 120)
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u)
  message!: string;
}

export class FleetActDto {
  act!: string;
  name!: WordsDto;
  count!: number;
}

export class FleetTerminalDto {
  /** Short name, such as `W01`. */
  code!: string;
  name!: string;
  kind!: TerminalKind;
  state!: 'waiting' | 'enrolled';
  /** Since when it is out of service, by whom, and what people are told there; null: it serves. */
  closed!: { since: string; by: string; message: string } | null;
  /** ISO instant of its last report; null: it never made one. */
  reportedAt!: string | null;
  /** What it needs somebody for. */
  troubles!: TerminalTrouble[];
  programVersion!: string | null;
  readers!: ReportedReadersDto | null;
  printer!: ReportedPrinterDto | null;
  /** How many acts have no outcome, and the ISO instant at which the oldest was pressed; null: none waits. */
  outbox!: number;
  outboxOldest!: string | null;
  /** Below zero behind; null: it never reported. */
  clockAheadSeconds!: number | null;
  /** What was carried through in the hour before its last report; nothing while it is not heard. */
  hour!: FleetActDto[];
}

export class FleetDto {
  /** What the programs of this release call themselves. */
  programVersion!: string;
  terminals!: FleetTerminalDto[];
  next!: string | null;
  total!: number | null;
}

export class DayStepDto {
  step!: string;
  name!: WordsDto;
  count!: number;
}

export class DayActDto {
  act!: string;
  name!: WordsDto;
  started!: number;
  finished!: number;
  refused!: number;
  /** Half of those that finished took no longer; null: none finished. */
  medianSeconds!: number | null;
  gaveUp!: DayStepDto[];
}

export class TerminalDayDto {
  code!: string;
  name!: string;
  day!: string;
  acts!: DayActDto[];
}
