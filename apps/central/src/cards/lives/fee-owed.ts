/** Says in SQL which applications still owe their fee, for whoever hands cards over. */

/** Whether an application's fee is still to be taken: a condition over `card_application` by its alias. */
export const feeOwedOf = (application: string): string =>
  `(${application}.fee_fen > 0 and not exists (select from card_fee f where f.application_id = ${application}.id))`;
