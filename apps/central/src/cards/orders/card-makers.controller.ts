/** Who makes cards for the bureau; an administrator's change is an order, performed where the login may write makers. */
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { makerOrderKinds } from '#libs/contract/production.js';
import { Database } from '../../ground/database/database.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { CardMakersService } from '../production/card-makers.service.js';
import { CardMakersDto, MakerToAddDto, MakerToWithdrawDto } from './card-makers.dto.js';
import { describeOrder } from './describe-order.js';
import { ProductionOrderDto } from './production-orders.dto.js';
import { ProductionOrders } from './production-orders.service.js';

const newestOrders = 3;

@Controller('v1/card-makers')
export class CardMakersController {
  constructor(
    private readonly database: Database,
    private readonly makers: CardMakersService,
    private readonly orders: ProductionOrders,
  ) {}

  /** Every maker there ever was with the thumbprint of its key, and what was asked about makers last. */
  @Get()
  @Performs('card-makers.list')
  async list(): Promise<CardMakersDto> {
    const makers = [...(await this.makers.list())];
    const asked = await this.orders.page(
      { kinds: makerOrderKinds, subject: null },
      { ...usualAsk, limit: newestOrders },
    );
    return { makers, orders: asked.rows.map(describeOrder) };
  }

  /** Adds a maker with its public key, or gives a known one another name and key; done within seconds. */
  @Post()
  @Performs('card-makers.add')
  async add(
    @Staff() { number }: StaffIdentity,
    @Body() { id, code, name, publicKey }: MakerToAddDto,
  ): Promise<ProductionOrderDto> {
    const { kept } = await this.makers.fit({ ...publicKey });
    return describeOrder(
      await this.orders.ask(id, 'maker', code, { name: name.trim(), publicKey: kept }, number),
    );
  }

  /** Makes no more data for a maker; done within seconds. */
  @Post(':code/withdrawal')
  @Performs('card-makers.withdraw')
  async withdraw(
    @Staff() { number }: StaffIdentity,
    @Param('code') code: string,
    @Body() { id }: MakerToWithdrawDto,
  ): Promise<ProductionOrderDto> {
    await this.database.read((tx) => this.makers.get(tx, code));
    return describeOrder(await this.orders.ask(id, 'maker-withdrawal', code, {}, number));
  }
}
