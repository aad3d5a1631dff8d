/** Hands on the clerk page: signing in, cards in and out, picking and confirming, and what keeps people from using it as it is now. */
import { expect } from '@jest/globals';
import type { DeskState } from '#libs/contract/desk.js';
import type { Page } from 'playwright-core';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';
import type { TestCity } from './programs.js';

/** On the page and at the table of the city that are given when it comes to it. */
export const atClerkPage = (page: () => Page, city: () => TestCity) => {
  const { shown, gone, press } = handsOn(page);

  /** The window's state as the agent tells it, to hold the page against. */
  const deskState = (): Promise<DeskState> =>
    page().evaluate<DeskState>(`fetch('/desk/state').then((answer) => answer.json())`);
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page())).toEqual([]);

  return {
    deskState,
    servesEverybody,
    /** Looks at the page in the other language too; takes the hands to the switch. */
    servesEverybodyInBothLanguages: async (): Promise<void> => {
      for (const words of ['中文', 'English']) {
        await servesEverybody();
        await page().locator('[data-test="language"]').click();
        await shown(`[data-test="language"]:has-text("${words}")`);
      }
    },
    /** The confirmation of what is picked, with the hands on the button that goes on. */
    askToConfirm: async (): Promise<void> => {
      await press('Enter');
      await shown('[role="dialog"] button[type="submit"]:focus');
    },
    /** Picks all dues, with the tier that stands first where one has to be chosen. */
    pickDues: async (tierMoves: readonly string[] = []): Promise<void> => {
      const { card } = await deskState();
      await press('F2');
      if (card?.dues.some(({ state, amount }) => state === 'open' && amount === null) !== true) return;
      await shown('input[name="tier"]:focus');
      await press(...tierMoves, 'Enter');
      await gone('input[name="tier"]');
    },
    signIn: async (): Promise<void> => {
      const { staffNumber, password } = city().city.demonstration.clerk;
      await shown('#password');
      await page().locator('#staff-number').fill(staffNumber);
      await page().locator('#password').focus();
      await page().keyboard.type(password);
      await press('Enter');
    },
    insert: async (id: string): Promise<void> => {
      await city().table.insert(id);
      await shown('[data-test="holder-name"]');
    },
    pull: async (): Promise<void> => {
      await city().table.pull();
      await shown('[data-test="empty-window"]');
    },
  };
};

/** Every text that could betray the holder whose card was in. */
export const personalTexts = ({ card }: DeskState): readonly string[] =>
  [card?.holder?.name, card?.holder?.maskedNumber, card?.cardNumber, card?.bankAccount].filter(
    (text) => typeof text === 'string',
  );
