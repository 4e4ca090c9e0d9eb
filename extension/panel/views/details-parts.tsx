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

export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
