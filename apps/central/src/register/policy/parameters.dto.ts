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
  /** ISO instant; null: it came with the program. */
  enteredAt!: string | null;
  /** Staff number of whoever proposed it. */
  enteredBy!: string | null;
  /** Id of the approval it was entered by. */
  approval!: string | null;
  /** The version of the same day whose place it took. */
  supersedes!: string | null;
  /** The version that took its place; it counts no more, but in what was reckoned with it. */
  supersededBy!: string | null;
  /** It left no version of that day. */
  withdraws!: boolean;
}

export class ParameterDto {
  /** Scheme and name, such as `170.basic-pension`. */
  key!: string;
  /** How values are written: `libs/policy/parameters.ts`. */
  kind!: string;
  /** Why none of its versions counts: one of them cannot be read, named by id and reason. Null: all can. */
  fault!: string | null;
  /** All that were ever entered: the newest day first, and of a day the last entered first. */
  versions!: ParameterVersionDto[];
}

export class ParametersDto {
  /** The bureau's day that `inForce` is of. */
  today!: string;
  /** Names the set that stands: whatever is reckoned today keeps it. */
  set!: string;
  /** By key. */
  parameters!: ParameterDto[];
}
