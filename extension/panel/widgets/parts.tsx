import type { ComponentChildren } from 'preact';
import { shorten } from '../../../src/base/shorten.ts';

/** Characters of a text in a table, and of a tooltip: a page makes up names as long as it likes. */
const longestCell = 400;
const longestTitle = 1_000;

interface CellProps {
  readonly class?: string;
  readonly title?: string;
  readonly children?: ComponentChildren;
}

export function Cell({ class: classes = '', title, children }: CellProps) {
  return (
    <span
      role="gridcell"
      class={`cell ${classes}`}
      title={title === undefined ? undefined : shorten(title, longestTitle)}
    >
      {typeof children === 'string' ? shorten(children, longestCell) : children}
    </span>
  );
}

export function Head(props: CellProps) {
  return (
    <span role="columnheader" class={`cell ${props.class ?? ''}`}>
      {props.children}
    </span>
  );
}

interface ToggleProps {
  readonly on: boolean;
  readonly onToggle: () => void;
  readonly title?: string;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

export function Toggle({ on, onToggle, title, disabled = false, children }: ToggleProps) {
  return (
    <button
      type="button"
      class={on ? 'on' : ''}
      aria-pressed={on}
      title={title}
      disabled={disabled}
      onClick={onToggle}
    >
      {children}
    </button>
  );
}

interface LinkProps {
  readonly onClick: () => void;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** Goes somewhere within the panel. */
export function Link(props: LinkProps) {
  return (
    <button type="button" class={`link ${props.class ?? ''}`} onClick={props.onClick}>
      {props.children}
    </button>
  );
}

export function Empty(props: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty-state">
      <b>{props.title}</b>
      {props.children && <div class="empty-text">{props.children}</div>}
    </div>
  );
}
