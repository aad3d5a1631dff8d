/** The least a booking can be: two balances and one transfer in one statement of our driver, every one into the same account. */
import { Client } from 'pg';

const tables = `
drop table if exists bare_transfer, bare_account;
create table bare_account (id int primary key, balance bigint not null default 0, version bigint not null default 0);
create table bare_transfer (id bigint generated always as identity primary key, debit int not null references bare_account,
  credit int not null references bare_account, amount bigint not null, debit_balance bigint not null, credit_balance bigint not null,
  booked_at timestamptz not null default now());
insert into bare_account (id) select generate_series(0, 64);
`;

const transfer = {
  name: 'bare-transfer',
  text: `with fund as (update bare_account set balance = balance + $2, version = version + 1 where id = 0 returning balance),
      payer as (update bare_account set balance = balance - $2, version = version + 1 where id = $1 returning balance)
    insert into bare_transfer (debit, credit, amount, debit_balance, credit_balance)
    select 0, $1, $2, fund.balance, payer.balance from fund, payer`,
};

/** Makes the tables, beside pgbench's and outside of any area. */
export const makeBareAccounts = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(tables);
  } finally {
    await client.end();
  }
};

/** Durable transfers a second of so many connections (64 at most), each with a payer of its own. */
export const runBareTransfers = async (
  url: string,
  clientCount: number,
  durationSeconds: number,
): Promise<number> => {
  const clients = Array.from({ length: clientCount }, () => new Client({ connectionString: url }));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    const startedMs = performance.now();
    const untilMs = startedMs + durationSeconds * 1000;
    const counts = await Promise.all(
      clients.map(async (client, index) => {
        let count = 0;
        for (; performance.now() < untilMs; count++)
          await client.query({ ...transfer, values: [index + 1, 40_000] });
        return count;
      }),
    );
    const tookSeconds = (performance.now() - startedMs) / 1000;
    return counts.reduce((all, count) => all + count, 0) / tookSeconds;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
};
