/** What batch operators ask for: taken as an order at once, and followed until it is done or refused. */
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { orderKinds, type UploadKind } from '#libs/contract/production.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { ProductionFilesService } from '../../records/files/production-files.service.js';
import { describeOrder } from './describe-order.js';
import { demanded } from './order-desk.js';
import { AskedOrderDto, ProductionOrderDto, ProductionOrdersDto } from './production-orders.dto.js';
import { ProductionOrders } from './production-orders.service.js';

/** Which file of a request an order is about, and of what kind it has to be; null: it is about something else. */
const fileOf = ({
  kind,
  list = 'applicants',
}: Pick<AskedOrderDto, 'kind' | 'list'>): readonly ['applicants' | 'file', UploadKind] | null => {
  if (kind === 'import-look') return [list === 'applicants' ? list : 'file', list];
  return kind === 'lot' ? ['file', 'lot'] : null;
};

@Controller('v1/production-orders')
export class ProductionOrdersController {
  constructor(
    private readonly orders: ProductionOrders,
    private readonly files: ProductionFilesService,
  ) {}

  /** Asks for something; it is begun within seconds, one thing after another about the same batch. */
  @Post()
  @Performs('production-orders.ask')
  async ask(@Body() body: AskedOrderDto, @Staff() { number }: StaffIdentity): Promise<ProductionOrderDto> {
    const { id, kind, ...request } = body;
    return describeOrder(await this.orders.ask(id, kind, await this.subjectOf(body), request, number));
  }

  /** Orders, the newest first; `kinds` splits with commas, `subject` is a batch or a file. */
  @Get()
  @ListQueries('kinds', 'subject')
  @Performs('production-orders.list')
  async list(
    @AskedList() ask: ListAsk,
    @Query('kinds') kinds?: string,
    @Query('subject') subject?: string,
  ): Promise<ProductionOrdersDto> {
    const asked = (kinds ?? '').split(',').filter((kind) => kind !== '');
    if (!asked.every((kind) => orderKinds.some((known) => known === kind)))
      throw new Refused('malformed-request', 'kinds');
    const { rows, next, total } = await this.orders.page(
      { kinds: asked, subject: subject === undefined || subject === '' ? null : subject },
      ask,
    );
    return { orders: rows.map(describeOrder), next, total };
  }

  /** How one stands. */
  @Get(':id')
  @Performs('production-orders.read')
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<ProductionOrderDto> {
    return describeOrder(await this.orders.read(id));
  }

  private async subjectOf({ kind, ...request }: AskedOrderDto): Promise<string> {
    const about = fileOf({ kind, ...request });
    if (about !== null) {
      const [field, of] = about;
      return (await this.files.demand(demanded(request[field], field), of)).name;
    }
    if (kind === 'import-commit')
      return (await this.orders.read(demanded(request.look, 'look'))).order.subject;
    if (kind === 'batch') return request.unitCode ?? String(request.importId ?? '*');
    return demanded(request.batch, 'batch');
  }
}
