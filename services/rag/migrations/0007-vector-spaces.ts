import { Migration } from '@mikro-orm/migrations';

/** Each document names the space of vectors in which all of its passages are. */
export class VectorSpaces extends Migration {
  override up(): void {
    this.addSql('alter table document add column vector_space text');
  }
}
