/** What people are looked at for, in this tab of the console: chosen once, said with each look. */
import { purposes, usualPurpose, type Purpose } from '#libs/contract/purposes.js';
import type { Role } from '#libs/contract/authority.js';
import { ref } from 'vue';

/** Null: the usual one of the role. */
const chosen = ref<Purpose | null>(null);

/** The purpose that is said, and what it is called on record. */
export const useAskedPurpose = (role: () => Role | undefined) => ({
  current: (): Purpose => chosen.value ?? usualPurpose[role() ?? 'auditor'],
  choose: (purpose: Purpose): void => {
    chosen.value = purpose;
  },
  /** As it is written into the trail. */
  said: (): string => purposes[chosen.value ?? usualPurpose[role() ?? 'auditor']].zh,
});
