/** Kiosks (自助终端): what kind a terminal is, and acts that a holder does there with nobody of the staff. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Kiosks1803000015800 implements MigrationInterface {
  readonly name = 'Kiosks1803000015800';

  async up(runner: QueryRunner): Promise<void> {
    const { reports } = areaNames(runner);
    await runner.query(`
alter table terminal add kind text not null default 'window' check (kind in ('window', 'kiosk'));
alter table terminal alter kind drop default;
alter table operation alter staff_number drop not null;
-- Without somebody of the staff there is the holder, with the card that signed it; cash is asked for in vain.
alter table operation add constraint operation_of_holder check (
  staff_number is not null
  or (terminal_id is not null and card_session_id is not null and kind in ('payment', 'collection', 'card-service')
    and (channel <> 'cash' or state = 'refused') and shift_id is null));
grant select (kind) on terminal to ${reports};`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table operation drop constraint operation_of_holder;
alter table operation alter staff_number set not null;
alter table terminal drop kind;`);
  }
}
