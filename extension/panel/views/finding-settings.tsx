import { whatOf } from '../../../src/analyze/findings/finding-codes.ts';
import { thresholdShown, thresholds, withThreshold } from '../../../src/analyze/findings/thresholds.ts';
import { sayPlural } from '../../../src/base/say.ts';
import { Link } from '../widgets/parts.tsx';
import { useStore } from './use-store.ts';

/** Below the findings: the kinds that were muted, and the numbers that findings are measured by. */
export function FindingSettings() {
  const store = useStore();
  const muted = [...store.muted.value];
  const hidden = store.analysis().findings.filter((each) => store.muted.value.has(each.code)).length;
  return (
    <div class="finding-settings">
      {muted.length > 0 && (
        <p>
          <span class="dim">Muted, {sayPlural(hidden, 'finding')}:</span>{' '}
          {muted.map((code) => (
            <Link key={code} onClick={() => store.toggleMute(code)}>
              {whatOf[code]} ✕
            </Link>
          ))}
        </p>
      )}
      <details>
        <summary>Thresholds</summary>
        <div class="thresholds">
          {thresholds.map((threshold) => (
            <label key={threshold.name}>
              <span>{threshold.label}</span>
              <input
                type="number"
                min={threshold.min}
                max={threshold.max}
                value={thresholdShown(store.settings.value, threshold)}
                onChange={(event) => {
                  const next = withThreshold(
                    store.settings.value,
                    threshold,
                    Number(event.currentTarget.value),
                  );
                  if (next) store.setSettings(next);
                  else event.currentTarget.value = String(thresholdShown(store.settings.value, threshold));
                }}
              />
              <span class="dim">{threshold.unit}</span>
            </label>
          ))}
        </div>
      </details>
    </div>
  );
}
