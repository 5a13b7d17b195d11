import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components';

/** A box to tick. */
export const Checkbox = ({
  isSelected,
  onChange,
  children,
}: {
  readonly isSelected: boolean;
  readonly onChange: (selected: boolean) => void;
  readonly children: ReactNode;
}) => (
  <AriaCheckbox className="checkbox" isSelected={isSelected} onChange={onChange}>
    <span className="box" aria-hidden="true" />
    <bdi>{children}</bdi>
  </AriaCheckbox>
);
