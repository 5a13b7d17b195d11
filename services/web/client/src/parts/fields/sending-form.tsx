import { type Ref, useState } from 'react';
import { Form, type FormProps } from 'react-aria-components';
import { onceAtATime } from './once-at-a-time.ts';

type SendingProps = Omit<FormProps, 'onSubmit'> & {
  /** Fulfilled when the form was accepted. The page shows the fault of a refusal. */
  readonly onSubmit: (form: HTMLFormElement) => Promise<unknown>;
  readonly ref?: Ref<HTMLFormElement>;
};

/**
 * A form, which Enter in one of its lines sends. A second Enter while the form is sent does nothing: a
 * pending button does not stop Enter in a form with one field.
 */
export const SendingForm = ({ onSubmit, ...rest }: SendingProps) => {
  const [send] = useState(onceAtATime);
  return (
    <Form
      {...rest}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        void send(() => onSubmit(form));
      }}
    />
  );
};
