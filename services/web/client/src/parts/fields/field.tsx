import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

type FieldProps = Omit<TextFieldProps, 'children' | 'className'> & {
  readonly label: string;
  readonly hint?: string;
  readonly rows?: number;
};

/** A form refuses 0.5 in a field for numbers without a step, because browsers then step by whole numbers. */
const stepOf = ({ type, inputMode }: Pick<FieldProps, 'type' | 'inputMode'>): { readonly step?: 'any' } =>
  type === 'number' && inputMode !== 'numeric' ? { step: 'any' } : {};

/**
 * Browsers let years have six digits otherwise, and then the hour that a person types next becomes a part of
 * the year.
 */
const latest: Readonly<Partial<Record<string, string>>> = {
  date: '9999-12-31',
  'datetime-local': '9999-12-31T23:59',
};
const maxOf = ({ type = 'text' }: Pick<FieldProps, 'type'>): { readonly max?: string } => {
  const max = latest[type];
  return max === undefined ? {} : { max };
};

/** A line or an area of text with its label, a hint, and the fault of the browser's or the server's check. */
export const Field = ({ label, hint, rows, ...rest }: FieldProps) => (
  <TextField {...rest} className="field">
    <Label>{label}</Label>
    {rows === undefined ? (
      <Input className="input" dir="auto" {...stepOf(rest)} {...maxOf(rest)} />
    ) : (
      <TextArea className="input" dir="auto" rows={rows} />
    )}
    {hint === undefined ? null : (
      <Text slot="description" className="hint">
        {hint}
      </Text>
    )}
    <FieldError className="field-error" />
  </TextField>
);
