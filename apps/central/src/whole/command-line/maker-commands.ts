/** `cards maker …`: who makes cards for the bureau, and the key they know the bureau by. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { JWK } from 'jose';
import { staffCommand } from './staff-command.js';
import { Refused } from '../../ground/http/refused.js';
import { CardMakersService, type ListedMaker } from '../../cards/production/card-makers.service.js';
import { SigningKeyService } from '../../cards/production/signing-key.service.js';

const readJwk = (path: string): JWK => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as JWK;
  } catch (fault) {
    if (fault instanceof SyntaxError) throw new Refused('maker-key-unfit', path);
    throw new Refused('file-unreadable', path);
  }
};

/** Adds `cards maker`. */
export const addMakerCommands = (cards: Command): void => {
  const maker = cards.command('maker').description('制卡商 / card makers');
  staffCommand<object, { readonly code: string; readonly name: string; readonly thumbprint: string }>(
    maker
      .command('add')
      .description('登记制卡商及其公钥（JWK，P-256 或 X25519）/ add a card maker with its public key')
      .argument('<code>', '代码，如 M1 / a short code')
      .argument('<name>', '名称 / its name')
      .argument('<public-key.jwk>', '制卡商的公钥 / the public key of the maker'),
    {
      // Whoever names a maker decides who can read card keys.
      example: 'cards maker add M1 海西制卡厂 /srv/from-maker/public.jwk --as 0401',
      act: 'card-makers.add',
      work: async ({ app, asker, args }) => {
        const [code = '', name = '', path = ''] = args;
        const { thumbprint } = await app
          .get(CardMakersService, { strict: false })
          .add(code, name, readJwk(path), asker.number);
        return { code, name, thumbprint };
      },
      show: ({ code, name, thumbprint }) => [
        `${code} ${name}`,
        `  公钥指纹 thumbprint ${thumbprint}`,
        '→ 与制卡商当面或电话核对指纹 Compare the thumbprint with the maker',
      ],
    },
  );
  staffCommand<object, { readonly code: string }>(
    maker
      .command('withdraw')
      .description('停用制卡商，不再为其导出数据 / withdraw a card maker: no more data is made for it')
      .argument('<code>', '代码，如 M1 / its code'),
    {
      example: 'cards maker withdraw M1 --as 0401',
      act: 'card-makers.withdraw',
      work: async ({ app, asker, args }) => {
        const [code = ''] = args;
        await app.get(CardMakersService, { strict: false }).withdraw(code, asker.number);
        return { code };
      },
      show: ({ code }) => [`${code}: 已停用 withdrawn`],
    },
  );
  staffCommand<object, { readonly makers: readonly ListedMaker[] }>(
    maker
      .command('list')
      .description('已登记的制卡商及其公钥指纹 / the card makers and the thumbprint of the key of each'),
    {
      example: 'cards maker list --as 0101',
      act: 'card-makers.list',
      work: async ({ app }) => ({ makers: await app.get(CardMakersService, { strict: false }).list() }),
      show: ({ makers }) =>
        makers.length === 0
          ? ['还没有制卡商 No card maker yet']
          : makers.map(
              ({ code, name, thumbprint, since, by, withdrawnAt }) =>
                `${code} ${name}${withdrawnAt === null ? '' : ` 已停用 withdrawn ${withdrawnAt}`}\n  公钥指纹 thumbprint ${thumbprint}，${by} ${since}`,
            ),
    },
  );
  staffCommand<{ readonly renew?: boolean }, { readonly publicKey: JWK }>(
    maker
      .command('central-key')
      .description('制卡商核对签名用的本局公钥 / the public key makers check our signature with')
      .option(
        '--renew',
        '换用新密钥（管理员），此后须交给每家制卡商 / another key, by an administrator; every maker is then given it',
      ),
    {
      example:
        'cards maker central-key --as 0101 > central.jwk\n  cards maker central-key --renew --as 0401 > central.jwk',
      act: ({ renew = false }) => (renew ? 'keys.administer' : 'card-batches.make'),
      work: async ({ app, asker, options }) => {
        const signing = app.get(SigningKeyService, { strict: false });
        const { publicKey } = await (options.renew === true
          ? signing.renew(asker.number)
          : signing.open(asker.number));
        return { publicKey };
      },
      show: ({ publicKey }) => [JSON.stringify(publicKey)],
    },
  );
};
