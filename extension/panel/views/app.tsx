import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Splitter } from '../widgets/splitter.tsx';
import { Connections } from './connections.tsx';
import { Details } from './details.tsx';
import { Footer } from './footer.tsx';
import { Main } from './main.tsx';
import { Overview } from './overview.tsx';
import { Toolbar } from './toolbar.tsx';
import { useStore } from './use-store.ts';

export function App() {
  const store = useStore();
  const left = useSignal(240);
  const right = useSignal(380);
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
        event.preventDefault();
        root.current?.querySelector<HTMLInputElement>('.filter')?.focus();
      }
      if (event.key === 'Escape') store.selection.value = null;
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);

  const selected = store.selection.value !== null || store.scope.value !== null;
  return (
    <div
      class={`app ${selected ? 'has-details' : ''}`}
      ref={root}
      style={{ '--left': `${left}px`, '--right': `${right}px` }}
    >
      <Toolbar />
      <Overview />
      <Connections />
      <Splitter
        label="Width of connections"
        width={left.value}
        min={140}
        max={480}
        side={1}
        onResize={(to) => {
          left.value = to;
        }}
      />
      <Main />
      <Splitter
        label="Width of details"
        width={right.value}
        min={240}
        max={800}
        side={-1}
        onResize={(to) => {
          right.value = to;
        }}
      />
      <Details />
      <Footer />
    </div>
  );
}
