import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  Checkbox as AriaCheckbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

type FieldProps = Omit<TextFieldProps, 'children' | 'className'> & {
  readonly label: string;
  readonly hint?: string;
  readonly rows?: number;
  readonly placeholder?: string;
};

/** A line or an area of text with its label, a hint, and the fault of the browser's or the server's check. */
export const Field = ({ label, hint, rows, placeholder, ...rest }: FieldProps) => (
  <TextField {...rest} className="field">
    <Label>{label}</Label>
    {rows === undefined ? (
      <Input className="input" placeholder={placeholder} />
    ) : (
      <TextArea className="input" rows={rows} placeholder={placeholder} />
    )}
    {hint === undefined ? null : (
      <Text slot="description" className="hint">
        {hint}
      </Text>
    )}
    <FieldError className="field-error" />
  </TextField>
);

export type Choice = { readonly id: string; readonly label: string };

type ChooserProps = {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (id: string) => void;
};

/** A choice of one of several values. */
export const Chooser = ({ label, choices, value, onChange }: ChooserProps) => (
  <Select className="field" value={value} onChange={(key) => key !== null && onChange(String(key))}>
    <Label>{label}</Label>
    <Button className="input select">
      <SelectValue />
      <ChevronDown size={16} aria-hidden="true" />
    </Button>
    <Popover className="popover">
      <ListBox className="menu" items={choices}>
        {(choice) => (
          <ListBoxItem className="menu-item" id={choice.id}>
            {choice.label}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </Select>
);

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
    <span>{children}</span>
  </AriaCheckbox>
);
