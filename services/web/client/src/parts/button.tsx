import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps, Link, type LinkProps } from 'react-aria-components';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';
type Common = { readonly look?: Look; readonly small?: boolean; readonly children?: ReactNode };

const classOf = (look: Look, small: boolean): string => `button ${look}${small ? ' small' : ''}`;

/** A button. While it is pending it shows a spinner, keeps the focus and ignores presses. */
export const Button = ({
  look = 'secondary',
  small = false,
  children,
  ...rest
}: Omit<ButtonProps, 'children' | 'className'> & Common & { readonly ref?: Ref<HTMLButtonElement> }) => (
  <AriaButton {...rest} className={classOf(look, small)}>
    {rest.isPending ? <span className="spinner" aria-hidden="true" /> : null}
    {children}
  </AriaButton>
);

/** A link that looks like a button. */
export const ButtonLink = ({
  look = 'secondary',
  small = false,
  children,
  ...rest
}: Omit<LinkProps, 'children' | 'className'> & Common) => (
  <Link {...rest} className={classOf(look, small)}>
    {children}
  </Link>
);

/** A button with an icon alone. The label is for people who cannot see the icon. */
export const IconButton = ({
  label,
  children,
  ...rest
}: Omit<ButtonProps, 'children' | 'className' | 'aria-label'> & {
  readonly label: string;
  readonly children: ReactNode;
}) => (
  <AriaButton {...rest} aria-label={label} className="icon-button">
    {children}
  </AriaButton>
);
