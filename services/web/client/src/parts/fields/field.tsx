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

/** A line or an area of text with its label, a hint, and the fault of the browser's or the server's check. */
export const Field = ({ label, hint, rows, ...rest }: FieldProps) => (
  <TextField {...rest} className="field">
    <Label>{label}</Label>
    {rows === undefined ? (
      <Input className="input" dir="auto" />
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
