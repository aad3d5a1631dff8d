/** To which account benefits go through the bank. */

/** SQL of the account of the newest card of somebody that has one in use; null: there is none. `person`: SQL of their id. */
export const payeeAccount = (
  person: string,
): string => `(select c.bank_account from card c where c.person_id = ${person}
  and c.bank_account is not null and c.bank_account_state = 'active' order by c.state = 'enabled' desc, c.issued_on desc nulls last limit 1)`;
