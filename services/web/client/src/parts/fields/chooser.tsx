import { ChevronDown } from 'lucide-react';
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';

type Choice = { readonly id: string; readonly label: string };

export type ChooserProps = {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly hint?: string;
};

/** A choice of one of several values. */
export const Chooser = ({ label, choices, value, onChange, hint }: ChooserProps) => (
  <Select className="field" value={value} onChange={(key) => key !== null && onChange(String(key))}>
    <Label>{label}</Label>
    <Button className="input select">
      <SelectValue />
      <ChevronDown size={16} aria-hidden="true" />
    </Button>
    {hint === undefined ? null : (
      <Text slot="description" className="hint">
        {hint}
      </Text>
    )}
    <Popover className="popover">
      <ListBox className="menu" items={choices}>
        {(choice) => (
          <ListBoxItem className="menu-item" id={choice.id} textValue={choice.label}>
            <bdi>{choice.label}</bdi>
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </Select>
);
