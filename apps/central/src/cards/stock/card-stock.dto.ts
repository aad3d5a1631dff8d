/** The stock of card bodies as the console shows it, with the proof that it adds up. */

export class ChipCountsDto {
  blank!: number;
  allotted!: number;
  personalised!: number;
  spoiled!: number;
  handedOver!: number;
}

export class LotStockDto extends ChipCountsDto {
  lot!: string;
  /** Where the lot was delivered. */
  depot!: string;
  specificationVersion!: string;
  algorithm!: string;
  /** Card bodies by the delivery note. */
  received!: number;
  /** Rows of chips: the same, or it is a finding. */
  chips!: number;
}

export class DepotStockDto extends ChipCountsDto {
  depot!: string;
  chips!: number;
}

export class BatchStockDto extends ChipCountsDto {
  batch!: string;
  /** Chips the batch was given. */
  chips!: number;
}

export class CardStockDto {
  lots!: LotStockDto[];
  depots!: DepotStockDto[];
  batches!: BatchStockDto[];
  /** Of all lots. */
  total!: LotStockTotalDto;
  /** What does not add up, each with what it is about; empty when all does. */
  findings!: string[];
  proven!: boolean;
}

export class LotStockTotalDto extends ChipCountsDto {
  received!: number;
  chips!: number;
}
