import { defineEntity } from '@mikro-orm/core';
import type { HeadingMark, PageReading } from '../domain/page.ts';

const PageSchema = defineEntity({
  name: 'Page',
  tableName: 'page',
  properties: (p) => ({
    documentId: p.uuid().primary(),
    number: p.integer().primary(),
    label: p.text(),
    text: p.text(),
    headings: p.json<readonly HeadingMark[]>(),
    reading: p.json<PageReading>(),
  }),
});
export class PageEntity extends PageSchema.class {}
PageSchema.setClass(PageEntity);
