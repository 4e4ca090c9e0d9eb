import type { ComponentChildren } from 'preact';
import type { Finding } from '../../../src/analyze/results.ts';

/** What is wrong with a subject, as tinted cards on top. */
export function FindingCards({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <>
      {findings.map((finding) => (
        <div key={finding.key} class={`card ${finding.severity}`}>
          <b>{finding.title}.</b> {finding.detail}
        </div>
      ))}
    </>
  );
}

/** The page's calls, innermost first, without V8's indentation and "at". */
export function CallStack({ stack }: { readonly stack: string }) {
  const [first, ...rest] = stack.split('\n').map((line) => line.trim().replace(/^at /, ''));
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
