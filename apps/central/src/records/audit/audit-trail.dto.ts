/** What passes when auditors search the trail. */
import { Matches } from 'class-validator';

export class TrailEventDto {
  id!: string;
  /** ISO instant. */
  at!: string;
  action!: string;
  terminalName!: string | null;
  staffNumber!: string | null;
  staffName!: string | null;
  /** Of whoever it was about, masked; null: it was about nobody of the register. */
  maskedNumber!: string | null;
  subject!: string | null;
  /** What it was looked at for. */
  purpose!: string | null;
  /** Code of the refusal; null: it was not refused. */
  refused!: string | null;
  /** The rest of what was noted. */
  detail!: Record<string, unknown>;
}

export class TrailDto {
  events!: TrailEventDto[];
  /** Ask with this as `after` for more; null: that is all. */
  next!: string | null;
  /** All that match, on the first page. */
  total!: number | null;
}

export class TrailPersonAskDto {
  @Matches(/^\d{17}[\dXx]$/)
  socialSecurityNumber!: string;
}

export class TrailPersonDto {
  /** Ask the trail with this as `person`. */
  id!: string;
  maskedNumber!: string;
}
