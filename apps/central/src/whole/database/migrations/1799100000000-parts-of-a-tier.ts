/** Tells the parts of a tier apart in assessments: the whole tier, the person's amount, what the government pays of it, what it adds. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class PartsOfATier1799100000000 implements MigrationInterface {
  readonly name = 'PartsOfATier1799100000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema } = areaNames(runner);
    // Until now the subsidy of a tier held the government's part too; how much that is stands in the explanation of the due.
    await runner.query(`
update ${schema}.due d set assessment = jsonb_set(d.assessment, '{tiers}', (
    select jsonb_agg(jsonb_build_object(
        'tier', ((t.one ->> 'amount')::numeric(14, 2) + part.yuan)::text,
        'amount', t.one ->> 'amount',
        'governmentPart', part.yuan::text,
        'subsidy', ((t.one ->> 'subsidy')::numeric(14, 2) - part.yuan)::text) order by t.place)
    from jsonb_array_elements(d.assessment -> 'tiers') with ordinality as t (one, place)))
from (
    select id, coalesce((
        select (step ->> 'result')::numeric(14, 2) from jsonb_array_elements(assessment -> 'explanation' -> 'steps') step
        where step -> 'label' ->> 'zh' = '政府代缴' limit 1), 0)::numeric(14, 2) as yuan
    from ${schema}.due where jsonb_array_length(assessment -> 'tiers') > 0) part
where part.id = d.id and not (d.assessment -> 'tiers' -> 0 ? 'tier')`);
  }

  async down(): Promise<void> {
    throw new Error('the parts of a tier would be one sum again');
  }
}
