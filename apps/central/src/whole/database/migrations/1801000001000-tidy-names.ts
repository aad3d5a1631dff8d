/**
 * Folds the names that the register compares into the one form that is stored from now on: one dot, no blanks that only part characters,
 * no full-width Latin. What was signed or decided (receipts, lists, approvals and what they are about, former data) stays as it was written.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

// What GBK has at FE50 to FEA0, in order: older programs keep these characters in private use from U+E815 on.
const characters =
  '⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻';

/** Names as nearly all are; they need no look. */
const plain = String.raw`'^[\u4E00-\u9FA5]+(?:·[\u4E00-\u9FA5]+)*$'`;

const tidyName = (schema: string): string => String.raw`
create function ${schema}.tidy_name(written text) returns text language plpgsql as $$
declare
  han constant text := '[\u3007\u3400-\u4DBF\u4E00-\u9FFF\uE000-\uF8FF\uF900-\uFAFF\U00020000-\U0003FFFF]';
  tidy text := regexp_replace(written, '[\u00AD\u200B\u2060\uFEFF\uFE00-\uFE0F\U000E0100-\U000E01EF]', '', 'g');
begin
  -- GB 18030 has compatibility characters apart from those that NFC would make of them.
  if tidy !~ '[\uF900-\uFAFF\U0002F800-\U0002FA1F]' then tidy := normalize(tidy, NFC); end if;
  tidy := translate(tidy, (select string_agg(chr(c), '' order by c) from generate_series(65281, 65374) c),
    (select string_agg(chr(c - 65248), '' order by c) from generate_series(65281, 65374) c));
  tidy := translate(tidy, (select string_agg(chr(c), '' order by c) from generate_series(59413, 59492) c), '${characters}');
  tidy := regexp_replace(tidy, '[‘’ʼ´${'`'}]', '''', 'g');
  tidy := regexp_replace(tidy, '[‐‑‒–−]', '-', 'g');
  tidy := regexp_replace(tidy, '[\t \u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]+', ' ', 'g');
  tidy := btrim(tidy);
  tidy := regexp_replace(tidy, ' ?[·•・‧⋅･∙⸱․﹒] ?', '·', 'g');
  -- After a letter with a small and a large form a full stop stands for an initial.
  tidy := regexp_replace(tidy collate "pg_c_utf8", '(?<![[:upper:][:lower:]] ?) ?[.] ?', '·', 'g');
  return regexp_replace(tidy, '(?<=' || han || ') (?=' || han || ')', '', 'g');
end $$;
`;

export class TidyNames1801000001000 implements MigrationInterface {
  readonly name = 'TidyNames1801000001000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema } = areaNames(runner);
    await runner.query(tidyName(schema));
    await runner.query(`
-- It is the same name, which nobody has to approve.
alter table person disable trigger person_renamed_by_approval;
-- A name that is about to change by an approval stays what the approval says it is.
update person p set name = ${schema}.tidy_name(p.name)
  where p.name !~ ${plain} and p.name <> ${schema}.tidy_name(p.name)
    and not exists (select from approval a where a.kind = 'change-of-identity' and a.subject = p.id::text and a.state = 'waiting');
alter table person enable trigger person_renamed_by_approval;
update staff_member set name = ${schema}.tidy_name(name) where name !~ ${plain} and name <> ${schema}.tidy_name(name);
update card_import_row set name = ${schema}.tidy_name(name), guardian_name = ${schema}.tidy_name(guardian_name)
  where name !~ ${plain} or guardian_name !~ ${plain};
update card_batch_file_row set name = ${schema}.tidy_name(name) where name !~ ${plain};
drop function ${schema}.tidy_name(text);`);
  }

  async down(): Promise<void> {
    throw new Error('how a name was typed before is not kept: restore the backup of before instead');
  }
}
