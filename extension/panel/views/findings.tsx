import { whatOf } from '../../../src/analyze/findings/finding-codes.ts';
import type { Finding, FindingCode, Severity } from '../../../src/analyze/results.ts';
import { sayCount } from '../../../src/base/say.ts';
import { Cell, Empty, Head } from '../widgets/parts.tsx';
import { WindowedRows } from '../widgets/windowed-rows.tsx';
import { FindingSettings } from './finding-settings.tsx';
import { Nothing } from './nothing.tsx';
import { useStore } from './use-store.ts';

const columns = '70px minmax(110px, 250px) minmax(120px, 1fr) 52px';
const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

export interface FindingGroup {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly findings: readonly Finding[];
}

/** One line a code and severity, worst first: ten thousand of a kind read as one. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.code}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()]
    .map((group) => ({ code: group[0]!.code, severity: group[0]!.severity, findings: group }))
    .sort((one, other) => ranks[one.severity] - ranks[other.severity]);
}

export const severityTone: Readonly<Record<Severity, string>> = { error: 'er', warning: 'wr', info: 'dim' };

export function Findings() {
  const store = useStore();
  const groups = groupFindings(store.findings());
  const selection = store.selection.value;
  return (
    <div class="stacked">
      <WindowedRows
        label="Findings"
        columns={columns}
        rows={groups.length}
        selected={
          selection?.kind === 'findings' ? groups.findIndex((group) => group.code === selection.code) : -1
        }
        onSelect={(row) => {
          const group = groups[row];
          if (group) store.show({ kind: 'findings', code: group.code });
        }}
        header={
          <>
            <Head>Severity</Head>
            <Head>What</Head>
            <Head>Latest</Head>
            <Head class="n">Count</Head>
          </>
        }
        rowClass={(row) =>
          groups[row]?.severity === 'error' ? 'bad' : groups[row]?.severity === 'warning' ? 'wrn' : ''
        }
        row={(row) => {
          const group = groups[row];
          if (!group) return null;
          return (
            <>
              <Cell class={severityTone[group.severity]}>{group.severity}</Cell>
              <Cell>{whatOf[group.code]}</Cell>
              <Cell class="dim">{group.findings.at(-1)!.title}</Cell>
              <Cell class="n">{sayCount(group.findings.length)}</Cell>
            </>
          );
        }}
        empty={
          store.log().connections.length === 0 || store.scope.value !== null || store.range.value !== null ? (
            <Nothing what="findings" about="" />
          ) : (
            <Empty title="Nothing wrong so far">
              Unanswered requests, packets that were never acknowledged, transfers cut short and odd closes
              will be listed here.
            </Empty>
          )
        }
      />
      <FindingSettings />
    </div>
  );
}
