import { type ReactNode, useId } from 'react';

type SectionProps = {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** A part of a page with its heading. */
export const Section = ({ title, actions, children }: SectionProps) => {
  const id = useId();
  return (
    <section className="stack" aria-labelledby={id}>
      <div className="row">
        <h2 id={id}>{title}</h2>
        {actions === undefined ? null : <div className="actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
};
