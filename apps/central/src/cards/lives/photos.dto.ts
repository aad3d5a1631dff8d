/** Photos for cards, on their way in. */
import { IsString, Matches } from 'class-validator';

export class PhotoDto {
  /** A JPEG of at least 358 × 441 pixels and at most 100 KB, in base64. */
  @IsString()
  @Matches(/^[A-Za-z0-9+/]*={0,2}$/)
  jpeg!: string;
}

export class PhotoDigestDto {
  /** SHA-256 of the file, hex: names the photo from now on. */
  digest!: string;
}
