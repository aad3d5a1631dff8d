/** What is still to be laid down, as whoever looks after the parameters reads it. */

export class KeyAheadDto {
  key!: string;
  /** AAE140 codes of the schemes that cannot be assessed without it; empty: another rule of the bureau's. */
  schemes!: string[];
  why!: 'missing' | 'not-renewed';
  /** `YYYY-MM`: the first month. */
  from!: string;
  /** `YYYY-MM`: the last month, of the thirteen that are looked at. */
  to!: string;
  /** The version that cannot be read, and why; null: nothing was laid down. */
  fault!: string | null;
}

export class ParametersAheadDto {
  /** The bureau's day it is looked from. */
  today!: string;
  /** Nothing stands: no month with it is begun. */
  missing!: KeyAheadDto[];
  /** Laid down anew each year until now: what was last goes on. */
  notRenewed!: KeyAheadDto[];
}
