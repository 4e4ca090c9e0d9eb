import { useEffect, useRef } from 'preact/hooks';
import { useStore } from './use-store.ts';

/**
 * How far a changed setting or rule is applied, and the way back. The button takes the focus where the form that made the change
 * has closed and left it nowhere, and hands it to the current tab when it goes itself: no key press gets lost.
 */
export function Rebuild({ progress }: { readonly progress: number }) {
  const store = useStore();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const cancel = button.current;
    if (document.activeElement === document.body) cancel?.focus();
    return () => {
      if (document.activeElement === cancel || document.activeElement === document.body)
        document.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
    };
  }, []);
  return (
    <span class="rebuild">
      <span role="status">applying the change, {Math.floor(progress * 100)} %</span>
      <button
        ref={button}
        type="button"
        title="Keep the former setting and what it showed"
        onClick={() => store.cancelRebuild()}
      >
        Cancel
      </button>
    </span>
  );
}
