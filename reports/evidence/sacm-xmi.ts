/**
 * The argument as SACM (OMG Structured Assurance Case Metamodel 2.3) in XMI: goals and assumptions are claims, strategies are
 * argument reasonings of an inference, solutions and contexts are artifact references; relations are asserted inferences,
 * evidence and contexts. A challenge is an inference with `isCounter`. The mapping is that of the GSN annex.
 */
import type { CaseNode } from './safety-case.ts';

export function sacmXmi(nodes: readonly CaseNode[], name: string): string {
  const elements = nodes.map(element).filter((text) => text !== '');
  const relations = nodes.flatMap((node) => relationsOf(node, nodes));
  return `<?xml version="1.0" encoding="UTF-8"?>
<assuranceCase:AssuranceCasePackage xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:assuranceCase="http://www.omg.org/spec/SACM/2.3/assuranceCase" xmlns:argumentation="http://www.omg.org/spec/SACM/2.3/argumentation" xmi:id="case">
  <name xmi:id="case.name" content="${escaped(name)}"/>
  <argumentPackage xmi:id="argument">
${[...elements, ...relations].map((text) => `    ${text}`).join('\n')}
  </argumentPackage>
</assuranceCase:AssuranceCasePackage>
`;
}

function element(node: CaseNode): string {
  const { id, kind, text, url } = node;
  const inner = `<description xmi:id="${id}.text" content="${escaped(text)}"/>`;
  if (kind === 'strategy') return tag('ArgumentReasoning', id, '', inner);
  if (kind === 'solution' || kind === 'counter-solution' || kind === 'context') {
    const more = url === null ? '' : `<taggedValue xmi:id="${id}.url" key="url" content="${escaped(url)}"/>`;
    return tag('ArtifactReference', id, '', inner + more);
  }
  return tag('Claim', id, ` assertionDeclaration="${declaration(node)}"`, inner);
}

function declaration({ kind, defeated, undeveloped }: CaseNode): string {
  if (defeated) return 'defeated';
  if (kind === 'assumption') return 'assumed';
  return undeveloped ? 'needsSupport' : 'asserted';
}

/** A strategy stands between: its supporters infer the goal above, and it is the reasoning of that inference. */
function relationsOf(node: CaseNode, nodes: readonly CaseNode[]): string[] {
  const by = new Map(nodes.map((one) => [one.id, one]));
  const relations: string[] = [];
  if (node.kind !== 'strategy') {
    for (const id of node.supportedBy) {
      const child = by.get(id)!;
      const sources = child.kind === 'strategy' ? child.supportedBy : [id];
      const isEvidence = sources.every((source) => /solution/.test(by.get(source)!.kind));
      const reasoning = child.kind === 'strategy' ? ` reasoning="${id}"` : '';
      if (sources.length === 0) continue;
      relations.push(
        tag(
          isEvidence ? 'AssertedEvidence' : 'AssertedInference',
          `${node.id}.by.${id}`,
          ` source="${sources.join(' ')}" target="${node.id}"${reasoning}`,
          '',
        ),
      );
    }
  }
  for (const id of node.inContextOf)
    relations.push(tag('AssertedContext', `${node.id}.in.${id}`, ` source="${id}" target="${node.id}"`, ''));
  if (node.challenges !== null)
    relations.push(
      tag(
        'AssertedInference',
        `${node.id}.against`,
        ` source="${node.id}" target="${node.challenges}" isCounter="true"`,
        '',
      ),
    );
  return relations;
}

function tag(type: string, id: string, attributes: string, inner: string): string {
  const head = `<argumentationElement xsi:type="argumentation:${type}" xmi:id="${id}"${attributes}`;
  return inner === '' ? `${head}/>` : `${head}>${inner}</argumentationElement>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
