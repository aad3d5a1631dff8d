/** Files that batch operators hand over or fetch. */
import { IsIn, IsInt, IsString, IsUUID, Length, Min } from 'class-validator';
import { longestFileName, uploadKinds, type UploadKind } from '#libs/contract/production.js';

export class AnnouncedFileDto {
  /** Chosen by whoever hands it over, so that the same announced twice is one. */
  @IsUUID()
  id!: string;

  /** What it is: `applicants`, `photos`, `accounts`, `maker-result` or `lot`. */
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
