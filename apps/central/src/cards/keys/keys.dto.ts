/** The keys as they are shown: everything but a key. */
import type { OwnKeyKind } from '../../ground/secrets.js';

export class KeyComponentDto {
  custodian!: string;
  component!: string;
}

/** What would stop working without a version. */
export class KeyUsesDto {
  /** Neither replaced nor cancelled. */
  cards!: number;
  /** At the card maker, or being made at a counter. */
  inProduction!: number;
  /** Blank or allotted, under the transport key of the version. */
  chips!: number;
}

/** What was done with a version's keys, in words of the audit trail. */
export class KeyUseCountDto {
  purpose!: string;
  count!: number;
  /** ISO instant. */
  lastAt!: string;
}

export class KeyVersionDto {
  version!: number;
  /** Empty for keys from before ceremonies were held. */
  components!: KeyComponentDto[];
  /** ISO instant. */
  madeAt!: string;
  /** Null: made by the installation itself. */
  madeBy!: string | null;
  /** New cards are made with it. */
  active!: boolean;
  activeSince!: string | null;
  retiredAt!: string | null;
  /** What the vault says; `unknown`: it did not answer. */
  inVault!: 'agrees' | 'missing' | 'other' | 'unknown';
  hangingOn!: KeyUsesDto;
  /** Of the last thirty days, most frequent first; a proof at a tap stands with the tap and not here. */
  uses!: KeyUseCountDto[];
}

export class OwnKeyDto {
  /** What it signs: receipts' codes, tokens, or what others are told. */
  kind!: OwnKeyKind;
  id!: string;
  /** ISO instants; null: since the installation, or until the next one is made. */
  from!: string | null;
  until!: string | null;
}

export class KeyListDto {
  vaultKind!: 'file' | 'pkcs11';
  vaultPlace!: string;
  /** Why the vault could not be asked, a code of the registry; null: it answered. */
  vaultProblem!: string | null;
  /** Months after which the bureau wants another version of the master keys. */
  versionMonths!: number;
  /** Months after which it wants another of each own key. */
  ownMonths!: number;
  versions!: KeyVersionDto[];
  own!: OwnKeyDto[];
}
