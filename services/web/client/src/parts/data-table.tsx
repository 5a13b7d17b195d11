import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  Column as AriaColumn,
  Row as AriaRow,
  Cell,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
} from 'react-aria-components';

type SortValue = string | number | null;

export type Column<Row> = {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the column sortable. Rows with null come last. */
  readonly sortValue?: (row: Row) => SortValue;
  readonly isNumber?: boolean;
};

type TableProps<Row> = {
  readonly label: string;
  /** The first column names its row. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
};

const compare = (one: SortValue, other: SortValue): number => {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : String(one).localeCompare(String(other));
};

const sortRows = <Row,>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: SortDescriptor | undefined,
): readonly Row[] => {
  const value = columns.find(({ id }) => id === order?.column)?.sortValue;
  if (value === undefined) return rows;
  const sign = order?.direction === 'descending' ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [first, second] = [value(one), value(other)];
    const hasNull = first === null || second === null;
    return compare(first, second) * (hasNull ? 1 : sign);
  });
};

const Arrow = ({ direction }: { readonly direction: SortDescriptor['direction'] }) =>
  direction === 'descending' ? (
    <ArrowDown size={14} aria-hidden="true" />
  ) : (
    <ArrowUp size={14} aria-hidden="true" />
  );

/** A text of a cell has its own direction, because it may be a name. */
const Isolated = ({ content }: { readonly content: ReactNode }) =>
  typeof content === 'string' ? <bdi>{content}</bdi> : content;

/** A table whose columns can be sorted by a press on their heading. A wide table scrolls within itself. */
export const DataTable = <Row,>({ label, columns, rows, keyOf }: TableProps<Row>) => {
  const [order, setOrder] = useState<SortDescriptor>();
  const classOf = ({ isNumber }: Column<Row>): string => (isNumber === true ? 'number' : '');
  return (
    <div className="table-wrap">
      <Table
        aria-label={label}
        onSortChange={setOrder}
        {...(order === undefined ? {} : { sortDescriptor: order })}
      >
        <TableHeader>
          {columns.map((column, index) => (
            <AriaColumn
              key={column.id}
              id={column.id}
              isRowHeader={index === 0}
              allowsSorting={column.sortValue !== undefined}
              className={classOf(column)}
            >
              {({ sortDirection }) => (
                <span className="column-head">
                  {column.label}
                  {sortDirection === undefined ? null : <Arrow direction={sortDirection} />}
                </span>
              )}
            </AriaColumn>
          ))}
        </TableHeader>
        <TableBody>
          {sortRows(rows, columns, order).map((row) => (
            <AriaRow key={keyOf(row)} id={keyOf(row)}>
              {columns.map((column) => (
                <Cell key={column.id} className={classOf(column)}>
                  <Isolated content={column.cell(row)} />
                </Cell>
              ))}
            </AriaRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
};
