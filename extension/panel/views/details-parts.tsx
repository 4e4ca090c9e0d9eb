import type { ComponentChildren } from 'preact';
import type { Finding } from '../../../src/analyze/results.ts';
import { sayCount } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';

/** Cards and lines shown at once, and characters of one; the rest is counted. */
const shownCards = 8;
const shownLines = 50;
const longestCard = 2_000;
const longestLine = 500;

/** What is wrong with a subject, as tinted cards on top, the latest. */
export function FindingCards({ findings }: { readonly findings: readonly Finding[] }) {
  const left = findings.length - shownCards;
  return (
    <>
      {findings.slice(-shownCards).map((finding) => (
        <div key={finding.key} class={`card ${finding.severity}`}>
          <FindingText finding={finding} />
        </div>
      ))}
      {left > 0 && <p class="dim pad">and {sayCount(left)} earlier ones</p>}
    </>
  );
}

export function FindingText({
  finding,
  class: classes = '',
}: {
  readonly finding: Finding;
  readonly class?: string;
}) {
  return (
    <>
      <b class={classes}>{shorten(finding.title, longestCard)}.</b> {shorten(finding.detail, longestCard)}
    </>
  );
}

/** Frames, deliveries or segments of something: the latest of them, and how many there are before. */
export function Latest<T>({
  all,
  most,
  one,
}: {
  readonly all: readonly T[];
  readonly most: number;
  readonly one: (each: T) => ComponentChildren;
}) {
  const left = all.length - most;
  return (
    <>
      {left > 0 && <span class="dim">{sayCount(left)} earlier ones and </span>}
      {all.slice(-most).map(one)}
    </>
  );
}

/** The page's calls, innermost first, without V8's indentation and "at". */
export function CallStack({ stack }: { readonly stack: string }) {
  const lines = stack.split('\n');
  const [first, ...rest] = lines
    .slice(0, shownLines)
    .map((line) => shorten(line.trim().replace(/^at /, ''), longestLine));
  const left = lines.length - shownLines;
  return (
    <>
      <span class="mono break-all">{first}</span>
      {rest.length > 0 && (
        <details>
          <summary class="dim">called from</summary>
          {rest.map((line, at) => (
            <div key={at} class="mono break-all">
              {line}
            </div>
          ))}
          {left > 0 && <div class="dim">and {sayCount(left)} more</div>}
        </details>
      )}
    </>
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
