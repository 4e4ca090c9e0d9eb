import { Empty } from '../widgets/parts.tsx';
import { ConnectionDetails } from './connection-details.tsx';
import { EventDetails } from './event-details.tsx';
import { FindingsDetails } from './findings-details.tsx';
import { FrameDetails } from './frame-details.tsx';
import { DeliveryDetails, ExchangeDetails, StreamDetails } from './subject-details.tsx';
import { useStore } from './use-store.ts';

export function Details() {
  const store = useStore();
  const selection = store.selection.value;
  const close = (): void => {
    if (store.selection.value === null) store.scope.value = null;
    store.selection.value = null;
  };
  return (
    <section class="det" aria-label="Details">
      {(selection !== null || store.scope.value !== null) && (
        <button type="button" class="close-details" aria-label="Close details" onClick={close}>
          ✕
        </button>
      )}
      <Selected />
    </section>
  );
}

function Selected() {
  const store = useStore();
  const analysis = store.analysis();
  const selection = store.selection.value;
  switch (selection?.kind) {
    case 'frame':
      return <FrameDetails number={selection.frame} />;
    case 'exchange': {
      const exchange = analysis.exchange(selection.id);
      return exchange ? <ExchangeDetails exchange={exchange} /> : null;
    }
    case 'delivery': {
      const delivery = analysis.delivery(selection.id);
      return delivery ? <DeliveryDetails delivery={delivery} /> : null;
    }
    case 'chunk-stream': {
      const stream = analysis.chunkStream(selection.id);
      return stream ? <StreamDetails stream={stream} /> : null;
    }
    case 'event': {
      const event = analysis.events[selection.id];
      return event ? <EventDetails event={event} /> : null;
    }
    case 'findings': {
      const found = store.findings().filter((each) => each.code === selection.code);
      return <FindingsDetails findings={found} />;
    }
    case undefined: {
      const connection = store.scope.value === null ? undefined : analysis.log.connection(store.scope.value);
      return connection ? (
        <ConnectionDetails connection={connection} />
      ) : (
        <Empty title="Nothing selected">Choose a row to see what it says and what it belongs to.</Empty>
      );
    }
  }
}
