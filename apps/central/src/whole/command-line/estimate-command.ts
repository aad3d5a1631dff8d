/** `estimate`: what a contribution or benefit would come to, asked in JSON and answered in JSON, without a running city. */
import { BadRequestException } from '@nestjs/common';
import type { Command } from 'commander';
import { Clock } from '../../ground/clock.js';
import { BodyPipe } from '../../ground/http/body.pipe.js';
import { Refused } from '../../ground/http/refused.js';
import { estimateKinds, isEstimateKind } from '../../insurance/estimates/estimate-kinds.js';
import { EstimatesService } from '../../insurance/estimates/estimates.service.js';
import { shippedParameters } from '../../register/policy/shipped-parameters.js';
import { tellOutcome } from './telling.js';
import { withApp } from './with-app.js';

const kinds = Object.keys(estimateKinds).join(' | ');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused('malformed-request', 'the question must be one JSON object');
  }
};

/** The question as a class that was checked, as the API checks its bodies. Throws Refused `malformed-request`. */
const readAs = <Asked extends object>(question: unknown, asks: new () => Asked): Asked => {
  try {
    return new BodyPipe().transform(question, { type: 'body', metatype: asks }) as Asked;
  } catch (fault) {
    if (!(fault instanceof BadRequestException)) throw fault;
    const answer = fault.getResponse();
    const faults = typeof answer === 'object' && 'message' in answer ? answer.message : fault.message;
    throw new Refused('malformed-request', Array.isArray(faults) ? faults.join('; ') : String(faults));
  }
};

/** Adds `estimate <kind> <json>`, which writes nothing and prints one JSON object. */
export const addEstimateCommand = (program: Command): void => {
  program
    .command('estimate')
    .description(
      '测算缴费或待遇，不保存任何内容 / estimate a contribution or benefit; nothing is kept\n' +
        `种类 kinds: ${kinds}\n` +
        `例 example: estimate contribution '{"scheme":"110","date":"2017-06-01","wage":"2000.00"}'`,
    )
    .argument('<kind>', '种类 / the kind')
    .argument('<json>', '问题，JSON / the question in JSON; amounts are strings of yuan')
    .option(
      '--area',
      "按本统筹区数据库中的参数，不按随程序发布的参数 / by the parameters in the area's database, not by those that come with the program",
    )
    .action(async (kind: string, json: string, { area }: { area?: boolean }) =>
      tellOutcome(
        true,
        async () => {
          if (!isEstimateKind(kind)) throw new Refused('malformed-request', `the kind must be ${kinds}`);
          const question = parsed(json);
          const rules =
            area === true
              ? await withApp((app) => app.get(EstimatesService, { strict: false }).rules())
              : { parameters: shippedParameters(), today: new Clock().today() };
          return estimateKinds[kind].answer((asks) => readAs(question, asks), rules);
        },
        () => [],
      ),
    );
};
