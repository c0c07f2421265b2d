/** Writes what the product ships as a CycloneDX document, by npm's own list of what is installed: npm run sbom -- FILE */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shippedPackages } from './lib/shipped.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npm run sbom -- FILE');
  process.exit(2);
}

const shipped = new Set(shippedPackages());
const listed = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  }),
);
const components = listed.components
  .filter((component) => shipped.has(nameOf(component)))
  .map((component) => ({
    ...component,
    externalReferences: component.externalReferences.map((at) => ({ ...at, url: addressOf(at.url) })),
  }));
const isThere = new Set(components.map((component) => component['bom-ref']));
const { component } = listed.metadata;
isThere.add(component['bom-ref']);
const dependencies = listed.dependencies
  .filter(({ ref }) => isThere.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((needed) => isThere.has(needed)) }));
const missing = [...shipped].filter((name) => !components.some((component) => nameOf(component) === name));
if (missing.length > 0) throw new Error(`npm does not list ${missing.join(', ')}`);
// npm calls a private package by its folder.
const metadata = { ...listed.metadata, component: { ...component, name: 'strandline' } };
writeFileSync(file, `${JSON.stringify({ ...listed, metadata, components, dependencies }, null, 2)}\n`);
console.log(`${components.length} components: ${file}`);

function nameOf({ group, name }) {
  return group === undefined ? name : `${group}/${name}`;
}

/** Git's short form of an address is none to CycloneDX. */
function addressOf(url) {
  return url.replace(/^(git@[^:/]+):(?!\/)/, 'ssh://$1/');
}
