/** The card maker simulator's command line: makes its key pair, and makes the cards of a batch. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import { describeProblem } from '#libs/contract/problems.js';
import { makeCards, makerFaults, type MakerFault } from './make-cards.js';
import { MakerRefusal } from './maker-refusal.js';

const readKey = async (path: string, algorithm: string): Promise<CryptoKey> => {
  const key = await importJWK(JSON.parse(readFileSync(path, 'utf8')) as JWK, algorithm);
  if (key instanceof Uint8Array) throw new TypeError(`${path} is no key of a pair`);
  return key;
};

const program = new Command('card-maker-simulator').description('制卡商模拟 / plays the card maker');

program
  .command('key')
  .description('制作密钥对，公钥交给社保局 / make a key pair; the public key goes to the bureau')
  .requiredOption('--private <file>', '私钥文件，自行保管 / the private key, to be kept')
  .requiredOption('--public <file>', '公钥文件 / the public key')
  .addHelpText('after', '\n例 example:\n  key --private private.jwk --public public.jwk')
  .action(async (options: { readonly private: string; readonly public: string }) => {
    const { privateKey, publicKey } = await generateKeyPair('ECDH-ES', {
      crv: 'X25519',
      extractable: true,
    });
    writeFileSync(options.private, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600, flag: 'wx' });
    const given = await exportJWK(publicKey);
    writeFileSync(options.public, JSON.stringify(given));
    console.log(JSON.stringify({ public: options.public, thumbprint: await calculateJwkThumbprint(given) }));
  });

type MakeOptions = {
  readonly key: string;
  readonly centralKey: string;
  readonly out: string;
  readonly area?: string;
  readonly spoil: string;
  readonly fault?: MakerFault;
};

program
  .command('make')
  .description('核对并制作一个批次，写出结果文件 / check and make a batch, write the result file')
  .argument('<file>', '制卡数据 / personalisation data')
  .requiredOption('--key <private.jwk>', '制卡商私钥 / the private key')
  .requiredOption('--central-key <public.jwk>', '社保局公钥 / the public key of the bureau')
  .requiredOption('--out <result.csv>', '结果文件 / the result for the bureau')
  .option('--area <code>', '只制作该地区的卡 / make cards of this area only')
  .option('--spoil <count>', '废卡张数 / cards to spoil', '0')
  .addOption(
    new Option(
      '--fault <fault>',
      '在结果文件中造成的错误，用于练习 / a mistake to put into the result, for practice',
    ).choices(makerFaults),
  )
  .addHelpText(
    'after',
    '\n例 example:\n  make 2026-000001.data --key private.jwk --central-key central.jwk --out result.csv --spoil 2',
  )
  .action(async (file: string, options: MakeOptions) => {
    const report = await makeCards({
      file,
      out: options.out,
      makerKey: await readKey(options.key, 'ECDH-ES'),
      centralKey: await readKey(options.centralKey, 'EdDSA'),
      areaCode: options.area ?? null,
      spoil: Number(options.spoil),
      fault: options.fault ?? null,
    });
    console.log(JSON.stringify(report));
  });

program.parseAsync().catch((fault: unknown) => {
  process.exitCode = 1;
  if (!(fault instanceof MakerRefusal)) {
    console.error(`card maker simulator: ${fault instanceof Error ? fault.message : String(fault)}`);
    return;
  }
  const { title, nextStep } = describeProblem(fault.code);
  console.error(`${fault.code}: ${title.zh} ${title.en} (${fault.detail})`);
  console.error(`→ ${nextStep.zh} ${nextStep.en}`);
});
