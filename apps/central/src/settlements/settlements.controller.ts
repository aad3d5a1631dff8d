/** Paying dues and collecting entitlements, with the holder's card in the reader. */
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { digestBody } from '#libs/cards/write-challenge.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { yuan } from '#libs/money/fen.js';
import { AskedBy, Performs, type Writer } from '../http/identity.js';
import { OperationDto } from '../operations/operations.dto.js';
import { answer } from '../operations/answer.js';
import type { CardAct } from './settlement.js';
import { CollectionRequestDto, PaymentRequestDto, type SettlementItemDto } from './settlements.dto.js';
import { SettlementsService } from './settlements.service.js';

const cardAct = (
  kind: CardAct['kind'],
  writer: Writer,
  body: PaymentRequestDto | CollectionRequestDto,
  items: readonly SettlementItemDto[],
): CardAct => ({
  kind,
  ...writer,
  bodyDigest: digestBody({
    ...body,
    ...('dues' in body ? { dues: plain(items) } : { entitlements: plain(items) }),
  }),
  channel: body.channel,
  cardSessionId: body.cardSessionId,
  cardProof: fromHex(body.cardProof),
  items: items.map(({ id, amount }) => ({ id, amount: yuan(amount) })),
});

const plain = (items: readonly SettlementItemDto[]) => items.map(({ id, amount }) => ({ id, amount }));

@Controller('v1')
export class SettlementsController {
  constructor(private readonly settlements: SettlementsService) {}

  /** Pays dues out of the card's bank account or in cash. 202 while the bank has not said: ask again with the same key. */
  @Post('payments')
  @HttpCode(200)
  @Performs('payments.pay')
  async pay(
    @AskedBy() writer: Writer,
    @Body() body: PaymentRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(await this.settlements.settle(cardAct('payment', writer, body, body.dues)), reply);
  }

  /** Pays entitlements out to the card's bank account or in cash. 202 while the bank has not said. */
  @Post('collections')
  @HttpCode(200)
  @Performs('collections.collect')
  async collect(
    @AskedBy() writer: Writer,
    @Body() body: CollectionRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(
      await this.settlements.settle(cardAct('collection', writer, body, body.entitlements)),
      reply,
    );
  }
}
