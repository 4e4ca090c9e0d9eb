import { sayBytes, sayCount, sayPlural } from '../../../src/base/say.ts';
import { Rebuild } from './rebuild.tsx';
import { useStore } from './use-store.ts';

export function Footer() {
  const store = useStore();
  const { log, progress, behind } = store.analysis();
  const findings = store.analysis().findings.filter((each) => !store.muted.value.has(each.code));
  const bytes = log.connections.reduce((sum, each) => sum + each.sent.bytes + each.received.bytes, 0);
  const errors = new Set(findings.filter((each) => each.severity === 'error').map((each) => each.code)).size;
  const drops = Object.entries(log.drops).filter(([, drop]) => drop.count > 0);
  return (
    <footer class="foot">
      <span>
        {sayPlural(
          log.connections.reduce((sum, each) => sum + each.sent.frames + each.received.frames, 0),
          'frame',
        )}{' '}
        · {sayBytes(bytes)}
      </span>
      {errors > 0 && <span class="er">{sayPlural(errors, 'kind')} of error</span>}
      {store.rebuilding() ? (
        <Rebuild progress={progress} />
      ) : (
        behind && progress < 0.98 && <span role="status">analysing, {Math.floor(progress * 100)} %</span>
      )}
      <span class="grow" />
      {drops.length === 0 ? (
        <span title="Sockscope kept everything it saw">0 dropped</span>
      ) : (
        <span class="wr" title="What Sockscope itself did not keep">
          {drops.map(([what, drop]) => `${sayCount(drop.count)} ${what}`).join(', ')} dropped
        </span>
      )}
    </footer>
  );
}
