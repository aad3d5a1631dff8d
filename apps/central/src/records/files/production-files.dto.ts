/** Files that are handed over or fetched. */
import { IsIn, IsInt, IsString, IsUUID, Length, Min } from 'class-validator';
import { longestFileName, uploadKinds, type UploadKind } from '#libs/contract/production.js';

export class AnnouncedFileDto {
  /** Chosen by whoever hands it over, so that the same announced twice is one. */
  @IsUUID()
  id!: string;

  /** What it is, such as `applicants`; the answer of a bank to a run of benefits, `pay-answer`, is the fund accountant's. */
  @IsIn(Object.keys(uploadKinds))
  kind!: UploadKind;

  /** As it is called where it comes from; for people alone. */
  @IsString()
  @Length(1, longestFileName)
  name!: string;

  @IsInt()
  @Min(1)
  bytes!: number;
}

export class ProductionFileDto {
  id!: string;
  kind!: string;
  name!: string;
  bytes!: number;
  /** How much of it is there: the next piece begins here. */
  received!: number;
  /** SHA-256, hex; null: not reckoned yet. */
  digest!: string | null;
  /** `arriving`, `whole` or `removed`. */
  state!: string;
  /** ISO instant. */
  madeAt!: string;
  /** Staff number. */
  madeBy!: string;
}

export class ArrivingFileDto {
  /** What whoever asks is still handing over; null: nothing. */
  file!: ProductionFileDto | null;
}
