const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |`;

/** A table in Markdown; all columns but the first are aligned to the right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  cells(head),
  cells(head.map((_, column) => (column === 0 ? '---' : '---:'))),
  ...rows.map(cells),
];
