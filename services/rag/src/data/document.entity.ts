import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import type { DocumentWarning } from '@ai-teacher/contracts/rag/warnings.ts';
import { defineEntity } from '@mikro-orm/core';
import type { DocumentStatus, Visibility } from '../domain/document.ts';

const DocumentSchema = defineEntity({
  name: 'Document',
  tableName: 'document',
  properties: (p) => ({
    id: p.uuid().primary(),
    institutionId: p.uuid(),
    ownerId: p.uuid(),
    ownerErased: p.boolean().default(false),
    title: p.text(),
    titleGiven: p.boolean(),
    visibility: p.text().$type<Visibility>(),
    audience: p.array().$type<readonly AudienceKey[]>(),
    excluded: p.array().$type<readonly AudienceKey[]>(),
    sharedSince: p.json<Readonly<Record<string, string>>>(),
    status: p.text().$type<DocumentStatus>(),
    pages: p.integer().nullable(),
    progressDone: p.integer(),
    progressTotal: p.integer(),
    problem: p.text().nullable(),
    warnings: p.json<readonly DocumentWarning[]>().fieldName('warning_details'),
    unreadPages: p.json<readonly number[]>(),
    contentHash: p.text(),
    blobId: p.uuid().nullable(),
    bytes: p.bigint('number'),
    vectorSpace: p.text().nullable(),
    refusingSpace: p.text().nullable(),
    refusals: p.integer().default(0),
    refusedPassages: p.integer().default(0),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  }),
});
export class DocumentEntity extends DocumentSchema.class {}
DocumentSchema.setClass(DocumentEntity);
