/** How an estimate's fields are written: amounts, days, months, counts, each refused with the form it should have. */
import { applyDecorators } from '@nestjs/common';
import { IsInt, Matches, Max, Min, registerDecorator } from 'class-validator';
import { parseDecimal } from '#libs/benefits/decimals.js';
import { parseDate, parseMonth } from '#libs/kernel/plain-date.js';

/** Yuan as people write them: at most two places, without sign, below ten thousand million; {@link parseYuan} reads it. */
const amount = /^(?:0|[1-9]\d{0,9})(?:\.\d{1,2})?$/;

/** An amount of yuan, such as `5000` or `5000.00`. */
export const IsAmount = (each = false): PropertyDecorator =>
  Matches(amount, { each, message: `${each ? 'each value of ' : ''}$property must be yuan such as 5000.00` });

/** A percentage with at most two places, such as `7.12`. */
export const IsPercent = (): PropertyDecorator =>
  Matches(/^(?:0|[1-9]\d{0,2})(?:\.\d{1,2})?$/, { message: '$property must be a percentage such as 7.12' });

/** A whole number from `least` to `most`. */
export const IsCount = (least: number, most: number): PropertyDecorator =>
  applyDecorators(IsInt(), Min(least), Max(most)) as PropertyDecorator;

const isOf =
  (name: string, form: string, parse: (text: string) => unknown) =>
  (): PropertyDecorator =>
  (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { message: `$property must be ${form}` },
      validator: {
        validate: (value: unknown) =>
          (typeof value === 'string' || typeof value === 'number') && parse(String(value)) !== null,
      },
    });

/** A day that there is. */
export const IsDay = isOf('isDay', 'a day such as 2017-06-30', parseDate);
/** A month that there is. */
export const IsMonth = isOf('isMonth', 'a month such as 2017-06', parseMonth);

/** A number with at most four places, as text or number. */
export const IsDecimal = isOf('isDecimal', 'a number such as 1.2', parseDecimal);

/** A floating step of work injury, such as `1.2`, as text or number. */
export const IsFloatingStep = isOf('isFloatingStep', 'a floating step such as 1.2', (text) =>
  /^\d(?:\.\d{1,2})?$/.test(text) ? text : null,
);
