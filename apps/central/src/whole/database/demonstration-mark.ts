/** The mark of an area that is a demonstration's: only the owner makes it, while nobody is registered there. */
import type { EntityManager, QueryRunner } from 'typeorm';

/** Marks an area for the demonstration. Throws Error when somebody is registered in it: it is a bureau's. */
export const markForDemonstration = async (runner: QueryRunner): Promise<void> => {
  await runner.query(
    `insert into demonstration (marked_at) select now()
     where not exists (select from staff_member) and not exists (select from person) on conflict do nothing`,
  );
  if (!(await isMarked(runner.manager)))
    throw new Error(
      '此地区已有登记的人员，不能作为演示 / somebody is registered in this area: it cannot be made a demonstration',
    );
};

/** Whether an area may be filled with made-up people and known passwords. */
export const isMarked = async (tx: EntityManager): Promise<boolean> => {
  const rows: object[] = await tx.query('select from demonstration');
  return rows.length > 0;
};
