import { whatOf } from '../../../src/analyze/findings/finding-codes.ts';
import type { Finding } from '../../../src/analyze/results.ts';
import { sayCount } from '../../../src/base/say.ts';
import { Empty, Link } from '../widgets/parts.tsx';
import { FindingText } from './details-parts.tsx';
import { groupFindings, severityTone } from './findings.tsx';
import { FrameLink } from './frame-link.tsx';
import { useStore } from './use-store.ts';

/** Findings told one by one in the details; the rest of ten thousand is counted. */
const told = 20;

export function FindingsDetails({ findings }: { readonly findings: readonly Finding[] }) {
  const store = useStore();
  const [group] = groupFindings(findings);
  if (!group) return <Empty title="No longer so">What this finding said does not hold any more.</Empty>;
  const go = (finding: Finding): void => {
    const { subject } = finding;
    if (!subject) return;
    const tab =
      subject.kind === 'exchange'
        ? 'exchanges'
        : subject.kind === 'delivery'
          ? 'deliveries'
          : 'chunk-streams';
    store.show(subject, tab);
  };
  return (
    <>
      <h3>
        {whatOf[group.code]} · {sayCount(findings.length)}{' '}
        <button
          type="button"
          title="Do not show findings of this kind, now and later"
          onClick={() => store.toggleMute(group.code)}
        >
          Mute
        </button>
      </h3>
      {findings
        .slice(-told)
        .toReversed()
        .map((finding) => (
          <article key={finding.key} class={`card ${finding.severity}`}>
            <FindingText finding={finding} class={severityTone[finding.severity]} />
            <p>
              {finding.frames.slice(0, 12).map((frame) => (
                <FrameLink key={frame} frame={frame} />
              ))}
              {finding.frames.length > 12 && (
                <span class="dim">and {sayCount(finding.frames.length - 12)} more</span>
              )}
              {finding.connection > 0 && (
                <Link
                  onClick={() => {
                    store.selection.value = null;
                    store.scope.value = finding.connection;
                  }}
                >
                  connection #{finding.connection}
                </Link>
              )}
              {finding.subject && (
                <Link onClick={() => go(finding)}>show {finding.subject.kind.replace('-', ' ')}</Link>
              )}
            </p>
          </article>
        ))}
      {findings.length > told && <p class="dim pad">and {sayCount(findings.length - told)} earlier ones</p>}
    </>
  );
}
