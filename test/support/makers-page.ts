/** An administrator at the console's page of card makers: adds one with its key, and withdraws it, by keyboard. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Page } from 'playwright-core';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';

/** Begins where no maker is known yet; ends with one that was withdrawn. Files are put into `folder`. */
export const walkMakers = async (page: Page, folder: string): Promise<void> => {
  const { shown, counted, press, textOf } = handsOn(() => page);
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  const key = await exportJWK(publicKey);
  const [publicFile, privateFile] = [join(folder, 'maker.jwk'), join(folder, 'maker-private.jwk')];
  writeFileSync(publicFile, JSON.stringify({ ...key, use: 'enc', kid: 'm1' }));
  writeFileSync(privateFile, JSON.stringify(await exportJWK(privateKey)));

  await shown('[data-test="empty"]:has-text("还没有制卡商")');
  await servesEverybody();
  await page.focus('[data-test="add-maker"]');
  await press('Enter');
  await shown('[data-test="code"]:focus');
  await page.keyboard.type('M1');
  await press('Tab');
  await page.keyboard.type('海西制卡厂');
  // What a maker should never have sent stays here.
  await page.setInputFiles('[data-test="key-file"]', privateFile);
  await shown('[data-test="private"]');
  await shown('[data-test="carry-out"]:disabled');
  await page.setInputFiles('[data-test="key-file"]', publicFile);
  expect(await textOf('[data-test="thumbprint"]')).toBe(await calculateJwkThumbprint(key));
  await servesEverybody();
  await page.focus('[data-test="name"]');
  // The last field: Enter leads to the way back, and sends nothing.
  await press('Enter');
  await shown('[data-test="cancel"]:focus');
  await press('Tab', 'Enter');
  await shown('[data-test="order-maker"][data-state="done"]');
  await shown(`[data-test="maker-M1"]:has-text("${await calculateJwkThumbprint(key)}")`);
  await servesEverybody();

  await page.focus('[data-test="withdraw-M1"]');
  await press('Enter');
  await shown('[data-test="cancel"]:focus');
  await servesEverybody();
  await press('Tab', 'Enter');
  await shown('[data-test="order-maker-withdrawal"][data-state="done"]');
  await shown('[data-test="maker-M1"]:has-text("已停用")');
  await counted('[data-test="withdraw-M1"]', 0);
  await servesEverybody();
};
