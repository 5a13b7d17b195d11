import {
  idempotencyKeysIndex,
  idempotencyKeysTable,
} from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import { Migration } from '@mikro-orm/migrations';

/** The keys by which clients repeat requests that create something. */
export class IdempotencyKeys extends Migration {
  override up(): void {
    this.addSql(idempotencyKeysTable);
    this.addSql(idempotencyKeysIndex);
  }
}
