/** Only a web address becomes a link, and it cannot end the link early. `text` is ours. */
export function linkTo(text: string, url: string): string {
  const address = URL.parse(url);
  if (address === null || !/^https?:$/.test(address.protocol)) return text;
  return `[${text}](${address.href.replaceAll('(', '%28').replaceAll(')', '%29')})`;
}
