import { Component, type ReactNode } from 'react';
import { FaultNotice } from './notice.tsx';

type Props = {
  /** Another place shows its children again. */
  readonly place: string;
  readonly children: ReactNode;
};
type State = { readonly fault?: unknown };

/**
 * Shows what failed in place of a page, when the page could not be loaded or drawn. The browser remembers a
 * part of the program that failed to load, so the next attempt loads the page anew.
 */
export class FaultBoundary extends Component<Props, State> {
  override readonly state: State = {};

  static getDerivedStateFromError(fault: unknown): State {
    return { fault };
  }

  override componentDidUpdate({ place }: Props): void {
    if (place !== this.props.place && this.state.fault !== undefined) this.setState({ fault: undefined });
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === undefined) return this.props.children;
    return (
      <div className="page">
        <FaultNotice fault={fault} onRetry={() => location.reload()} />
      </div>
    );
  }
}
