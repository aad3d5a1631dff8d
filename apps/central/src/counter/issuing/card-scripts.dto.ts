/** What a window sends and receives to have the centre speak to the chip in its reader. */
import { IsIn, Matches } from 'class-validator';

/** `pin-reset` sets a transient PIN, `pin-unblock` gives the tries back, `holder-update` writes what has changed to EF06. */
export const scriptPurposes = ['pin-reset', 'pin-unblock', 'holder-update'] as const;

export class CardScriptRequestDto {
  /** `pin-reset`, `pin-unblock` or `holder-update`. */
  @IsIn(scriptPurposes)
  purpose!: (typeof scriptPurposes)[number];

  /** GET CHALLENGE of the card in the reader: 8 bytes, hex. */
  @Matches(/^[0-9A-F]{16}$/)
  cardChallenge!: string;
}

export class CardScriptDto {
  /** Whole commands in hex, to be sent in this order after the challenge, each answered 9000. */
  commands!: string[];
  /** Of `pin-reset`: what the PIN is after the commands, to be changed at once by the holder; null otherwise. */
  transientPin!: string | null;
}
