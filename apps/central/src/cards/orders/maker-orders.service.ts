/** Performs what an administrator asked for about card makers in the console, by the service that the command line uses. */
import { Injectable } from '@nestjs/common';
import { CardMakersService, type MakerAdded } from '../production/card-makers.service.js';
import { demanded, type OrderDesk, type Outcome } from './order-desk.js';

@Injectable()
export class MakerOrders {
  constructor(private readonly makers: CardMakersService) {}

  async add({ order, once }: OrderDesk): Promise<Outcome> {
    const { name, publicKey } = order.request;
    const { entered, enter } = once<MakerAdded>();
    const added =
      entered ??
      (await this.makers.add(
        order.subject,
        demanded(name, 'name'),
        demanded(publicKey, 'publicKey'),
        order.askedBy,
        enter,
      ));
    return { answer: added };
  }

  async withdraw({ order }: OrderDesk): Promise<Outcome> {
    await this.makers.withdraw(order.subject, order.askedBy);
    return { answer: {} };
  }
}
