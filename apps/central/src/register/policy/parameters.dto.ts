/** The parameters of law and bureau, as whoever looks after them reads them. */

export class ParameterVersionDto {
  /** Names this version for good; what was reckoned with it keeps it. */
  id!: string;
  /** Its first day. */
  effectiveFrom!: string;
  /** Its last day; null: until another is entered. */
  effectiveTo!: string | null;
  /** As its kind writes it: `libs/policy/parameters.ts`. */
  value!: string;
  /** Where the figure stands. */
  source!: string;
  /** `assumed`: until the bureau replaces it. */
  status!: 'law' | 'national' | 'local' | 'secondary' | 'assumed';
  /** Today. */
  inForce!: boolean;
}

export class ParameterDto {
  /** Scheme and name, such as `170.basic-pension`. */
  key!: string;
  /** How values are written: `libs/policy/parameters.ts`. */
  kind!: string;
  /** Newest first. */
  versions!: ParameterVersionDto[];
}

export class ParametersDto {
  /** The bureau's day that `inForce` is of. */
  today!: string;
  /** By key. */
  parameters!: ParameterDto[];
}
