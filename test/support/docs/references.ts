/** A place in this repository that a document names: a link, relative to the document, or a path from the root. */
export interface Reference {
  readonly kind: 'link' | 'path';
  readonly target: string;
  /** The heading that a link leads to, as GitHub names it. */
  readonly anchor?: string;
}

const TOP_FOLDERS = 'protocol|electron|renderer|server|build|test|docs';

/** All references of a Markdown text, without links to other sites and paths with an ellipsis or a wildcard. */
export function referencesIn(markdown: string): Reference[] {
  const links = [...markdown.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)]
    .filter(([, target = '']) => !/^[a-z]+:/.test(target))
    .map(([, target = '', anchor]): Reference => ({ kind: 'link', target, ...(anchor && { anchor }) }));
  const path = new RegExp(`\`((?:${TOP_FOLDERS})/[\\w./-]*)\``, 'g');
  const paths = [...markdown.matchAll(path)].map(([, target = '']): Reference => ({ kind: 'path', target }));
  return [...links, ...paths];
}

/** The anchors of the headings of a Markdown text, as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** The scripts of package.json that a text runs, as in `npm run bench -- join`. */
export function scriptsIn(text: string): string[] {
  return [...text.matchAll(/npm (?:run )?(start|test|(?<=run )[a-z]+)\b/g)].map(([, name = '']) => name);
}
