/** What passes between central and the process that talks to its security module. */
import type { ProblemCode } from '#libs/contract/problems.js';
import type { KeyRegion } from './key-file-vault.js';
import type { KeyVault } from './key-vault.js';
import type { Pkcs11Settings } from './pkcs11-token.js';

/** The vault's acts that the process does for central. */
export type VaultAct = 'versions' | 'checkValues' | 'admit' | 'diversify';

export type ToVaultProcess =
  | { readonly kind: 'open'; readonly settings: Pkcs11Settings; readonly region: KeyRegion }
  | { readonly kind: 'ask'; readonly request: number; readonly act: VaultAct; readonly parts: unknown[] };

export type FromVaultProcess = { readonly request: number } & (
  | { readonly kind: 'done'; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly detail: string | undefined }
  | { readonly kind: 'failed'; readonly fault: string }
);

export type AnswerOf<A extends VaultAct> = Awaited<ReturnType<KeyVault[A]>>;
