import * as assert from "node:assert/strict";

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (Element | string)[];
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: "\"", "#39": "'" };

/** Reads the part of XML that a drawing uses, and fails at anything else: so what passes is well-formed. */
export function parseXml(text: string): Element {
  const root: Element = { name: "", attributes: new Map(), children: [] };
  const open = [root];
  let at = 0;
  for (const match of text.matchAll(/<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g)) {
    addText(open.at(-1)!, text.slice(at, match.index));
    at = match.index + match[0].length;
    const [, close, name, attributes, empty] = match as unknown as [string, string, string, string, string];
    if (close !== "") {
      assert.equal(open.pop()!.name, name, "what is closed is what was opened");
      continue;
    }
    const found = [...attributes.matchAll(/ ([a-zA-Z:-]+)="([^"]*)"/g)].map(([, key, value]): [string, string] => [key!, decoded(value!)]);
    const element: Element = { name, attributes: new Map(found), children: [] };
    assert.equal(element.attributes.size, found.length, "no attribute twice");
    open.at(-1)!.children.push(element);
    if (empty === "") open.push(element);
  }
  addText(open.at(-1)!, text.slice(at));
  assert.equal(open.length, 1, "all is closed");
  const elements = root.children.filter((child) => typeof child !== "string");
  assert.equal(elements.length, 1, "one root");
  return elements[0]!;
}

function addText(to: Element, text: string): void {
  if (to.name !== "style") assert.doesNotMatch(text, /[<>]/, "a bracket that is no tag");
  if (text !== "") to.children.push(decoded(text));
}

function decoded(text: string): string {
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u, "not a character of XML");
  return text.replace(/&([^;]*;)?/g, (whole, name?: string) => {
    const char = name === undefined ? undefined : entities[name.slice(0, -1)];
    assert.ok(char !== undefined, `${whole} is no entity`);
    return char;
  });
}

/** An element and all in it, with how far they are moved. */
export function* walk(element: Element, x = 0, y = 0): Generator<{ readonly element: Element; readonly x: number; readonly y: number }> {
  const [, dx = "0", dy = "0"] = /^translate\(([-\d.]+) ([-\d.]+)\)$/.exec(element.attributes.get("transform") ?? "") ?? [];
  const [left, top] = [x + Number(dx), y + Number(dy)];
  yield { element, x: left, y: top };
  for (const child of element.children) if (typeof child !== "string") yield* walk(child, left, top);
}

/** The text right in an element, without its titles. */
export function ownText(element: Element): string {
  return element.children.filter((child) => typeof child === "string").join("").trim();
}

export function classesOf(element: Element): readonly string[] {
  return (element.attributes.get("class") ?? "").split(" ").filter((one) => one !== "");
}
