import { useStore } from './use-store.ts';

export function ReloadButton() {
  const store = useStore();
  return (
    <button type="button" class="push" onClick={() => store.host.site.reload()}>
      Reload to record
    </button>
  );
}

/** Whether Sockscope stays in the inspected site's pages while DevTools is closed, and what that gives. */
export function KeepSite() {
  const store = useStore();
  const { host, kept } = store.site.value;
  if (host === null || kept === 'never' || store.opened.value !== null || store.ended.value) return null;
  if (kept === 'local')
    return (
      <p class="keep-site dim">
        On {host}, a local host, sockets from before DevTools are recorded too: Sockscope stays there at rest
        while DevTools is closed.
      </p>
    );
  return (
    <label class="keep-site dim">
      <input
        type="checkbox"
        checked={kept === 'chosen'}
        onChange={(event) => {
          store.host.site.keep(event.currentTarget.checked).catch((error: unknown) => {
            store.notice.value = `The browser refused to change where Sockscope runs: ${String(error)}`;
          });
        }}
      />
      <span>
        Stay on <b>{host}</b> while DevTools is closed, at rest: when you open DevTools there, sockets that
        are open by then are recorded without a reload.
      </span>
    </label>
  );
}
