import { execFileSync } from 'node:child_process';

export type RenderedGfm = {
  /** With raw HTML as it stands, which is more than GitHub lets through. */
  readonly html: string;
  /** Every piece of HTML that came from the text itself and not from the renderer. */
  readonly rawHtml: readonly string[];
};

/** Markdown as GitHub's own renderer reads it, with the extensions that are on in issues and pull requests. */
export function renderGfm(markdown: string): RenderedGfm {
  const xml = cmark(['-t', 'xml'], markdown);
  return {
    html: cmark(['-t', 'html', '--unsafe', '--hardbreaks'], markdown),
    rawHtml: [...xml.matchAll(/<html_(?:inline|block) xml:space="preserve">([^<]*)</g)].map(([, text = '']) =>
      unescapeHtml(text),
    ),
  };
}

export function unescapeHtml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

const extensions = ['table', 'strikethrough', 'autolink', 'tagfilter', 'tasklist', 'footnotes'];

function cmark(options: readonly string[], markdown: string): string {
  const argv = [...options, ...extensions.flatMap((name) => ['-e', name])];
  return execFileSync('cmark-gfm', argv, { input: markdown, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
}
