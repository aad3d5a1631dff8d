/** Documents of claims as they travel: what is asked for, what was handed in, and what a claim has. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class AskedDocumentDto {
  code!: string;
  name!: WordsDto;
  /** Whether the claim cannot be asked for without it. */
  required!: boolean;
}

export class ClaimDocumentDto {
  id!: string;
  /** Which document it is. */
  code!: string;
  title!: WordsDto;
  /** As the file was called. */
  fileName!: string;
  /** As its content says: `image/jpeg`, `image/png` or `application/pdf`. */
  type!: string;
  bytes!: number;
  /** SHA-256, hex. */
  digest!: string;
  /** Null: a paper in pages. */
  widthPixels!: number | null;
  heightPixels!: number | null;
  handedInBy!: string;
  handedInAt!: string;
  /** Who added it to a claim under way, and when; null: the claim was asked for with it, or has not been yet. */
  addedBy!: string | null;
  addedAt!: string | null;
}

export class ClaimDocumentsDto {
  documents!: ClaimDocumentDto[];
}
