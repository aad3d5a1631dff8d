/** Cards that terminals refuse by themselves while they have no network. */
export class DenyEntryDto {
  cardNumber!: string;
  /** 16 bytes, upper-case hex. */
  identificationCode!: string;
  /** A code of the registry of problems; null: the card may be used again. */
  refusal!: string | null;
  /** Grows with every change; the cursor of `since`. */
  changeNumber!: number;
}

export class DenyListDto {
  entries!: DenyEntryDto[];
  /**
   * Ask with this as `since` next time; the same number again: nothing more for now; a smaller one: the list was restored
   * from before, forget it and ask from 0.
   */
  next!: number;
}
