/** As much of a document as Preact needs to build views in Node: elements with their attributes and texts, nothing is laid out. */
export class BareNode {
  parentNode: BareNode | null = null;
  readonly childNodes: BareNode[] = [];
  readonly attributes: { name: string; value: string }[] = [];
  readonly style: Record<string, unknown> & { setProperty(name: string, value: string): void } = {
    setProperty: () => undefined,
  };
  readonly ownerDocument = bareDocument;
  readonly namespaceURI = 'http://www.w3.org/1999/xhtml';
  scrollTop = 0;
  scrollHeight = 0;
  clientHeight = 600;

  constructor(
    readonly nodeType: 1 | 3,
    readonly localName: string,
    public data = '',
  ) {}

  get nodeName(): string {
    return this.localName.toUpperCase();
  }
  get firstChild(): BareNode | null {
    return this.childNodes[0] ?? null;
  }
  get lastChild(): BareNode | null {
    return this.childNodes.at(-1) ?? null;
  }
  get nextSibling(): BareNode | null {
    const all = this.parentNode?.childNodes ?? [];
    return all[all.indexOf(this) + 1] ?? null;
  }
  set textContent(text: string) {
    this.childNodes.length = 0;
    if (text !== '') this.appendChild(new BareNode(3, '#text', text));
  }
  appendChild(child: BareNode): BareNode {
    return this.insertBefore(child, null);
  }
  insertBefore(child: BareNode, before: BareNode | null): BareNode {
    child.remove();
    const at = before ? this.childNodes.indexOf(before) : -1;
    this.childNodes.splice(at < 0 ? this.childNodes.length : at, 0, child);
    child.parentNode = this;
    return child;
  }
  removeChild(child: BareNode): BareNode {
    child.remove();
    return child;
  }
  remove(): void {
    const all = this.parentNode?.childNodes ?? [];
    const at = all.indexOf(this);
    if (at >= 0) all.splice(at, 1);
    this.parentNode = null;
  }
  contains(other: BareNode | null): boolean {
    for (let at = other; at; at = at.parentNode) if (at === this) return true;
    return false;
  }
  setAttribute(name: string, value: unknown): void {
    this.removeAttribute(name);
    this.attributes.push({ name, value: String(value) });
  }
  removeAttribute(name: string): void {
    const at = this.attributes.findIndex((each) => each.name === name);
    if (at >= 0) this.attributes.splice(at, 1);
  }
  getAttribute(name: string): string | null {
    return this.attributes.find((each) => each.name === name)?.value ?? null;
  }
  addEventListener(): void {}
  removeEventListener(): void {}
  focus(): void {}
  querySelector(): null {
    return null;
  }
}

const bareDocument = {
  createElementNS: (_: string, name: string): BareNode => new BareNode(1, name),
  createElement: (name: string): BareNode => new BareNode(1, name),
  createTextNode: (text: string): BareNode => new BareNode(3, '#text', text),
  querySelector: (): null => null,
  activeElement: null,
  body: null,
};

/** Names to stub in the global scope. */
export const bareGlobals: Readonly<Record<string, unknown>> = {
  document: bareDocument,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  requestAnimationFrame: () => 0,
  cancelAnimationFrame: () => undefined,
  ResizeObserver: class {
    observe(): void {}
    disconnect(): void {}
  },
};

export interface Built {
  readonly elements: number;
  /** The longest text of one node and the longest attribute, and all of them together, in characters. */
  readonly longest: number;
  readonly characters: number;
  readonly text: string;
}

/** What was built under a node. */
export function builtIn(root: BareNode): Built {
  let elements = 0;
  let longest = 0;
  let characters = 0;
  const texts: string[] = [];
  const visit = (node: BareNode): void => {
    // Preact sets what an element has as a property: title, for one.
    const own = Object.entries(node).flatMap(([name, value]) =>
      typeof value === 'string' && name !== 'localName' && name !== 'namespaceURI' ? [value] : [],
    );
    for (const text of [...own, ...node.attributes.map((each) => each.value)]) {
      longest = Math.max(longest, text.length);
      characters += text.length;
    }
    if (node.nodeType === 3) texts.push(node.data);
    else elements++;
    node.childNodes.forEach(visit);
  };
  visit(root);
  return { elements, longest, characters, text: texts.join('') };
}
