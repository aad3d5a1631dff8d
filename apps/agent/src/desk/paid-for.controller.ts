/** What the page asks to pay somebody else's dues with the card that is in. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { PayingFor } from '../card/paying-for.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { PayForDto, payForOf } from './paid-for.dto.js';

@Controller('desk/paid-for')
export class PaidForController {
  constructor(
    private readonly staff: DeskSignIn,
    private readonly paying: PayingFor,
  ) {}

  @Post()
  @HttpCode(204)
  join(@Body() asked: PayForDto): Promise<void> {
    this.staff.noteActivity();
    return this.paying.join(payForOf(asked));
  }
}
