// kinds.def (what the C code folds), schemas/gebeurtenis and the catalogue say the same.
import { readFileSync } from 'node:fs';
import { basename, check, join, listFiles, readJson, schemas, source } from './tree.mjs';

const GROUPS = { klantcontacten: 'CONTACT', klantreizen: 'REIS', klanten: 'KLANT', bediening: 'BEDIENING' };
const same = (a, b) => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

function readKinds() {
    const text = readFileSync(join(source, 'include/spoor/domain/kinds.def'), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    const row = /SPOOR_KIND\(\s*(\w+)\s*,\s*"([^"]+)"\s*,\s*"([^"]+)"\s*,\s*(\d+)\s*,\s*(\w+)/g;
    return [...text.matchAll(row)].map(([, id, domein, soort, rang, group]) => ({ id, domein, soort, rang: +rang, group }));
}

function readSchemas() {
    const found = new Map();
    for (const path of listFiles(join(schemas, 'gebeurtenis'), '.schema.json'))
        found.set(basename(path, '.schema.json'), readJson(path));
    return found;
}

function checkKind(kind, schema) {
    const { domein, soort, rang } = schema['x-spoor'] ?? {};
    check(`${kind.soort}: id ${kind.id}`, kind.id === kind.soort.toUpperCase().replaceAll('-', '_'));
    check(`${kind.soort}: domein`, domein === kind.domein && soort === kind.soort, `${domein}.${soort}`);
    check(`${kind.soort}: rank`, rang === kind.rang, `schema ${rang}, kinds.def ${kind.rang}`);
    check(`${kind.soort}: group`, GROUPS[kind.domein] === kind.group, kind.group);
}

function checkFields(soort, entry, schema) {
    const data = schema.$defs.data;
    const required = data.required ?? [];
    check(`${soort}: required fields`, same(required, entry.verplicht), `schema ${required}, catalogue ${entry.verplicht}`);
    for (const field of required)
        check(`${soort}: ${field} may not be null`, data.properties?.[field]?.not?.type === 'null');
    check(`${soort}: fields`, same(Object.keys(data.properties ?? {}), [...new Set([...entry.verplicht, ...entry.velden])]),
        `schema ${Object.keys(data.properties ?? {})}`);
    check(`${soort}: other fields are allowed`, data.additionalProperties === undefined);
}

export function checkKinds() {
    const kinds = readKinds().filter((kind) => kind.group !== 'INTERN');
    const found = readSchemas();
    const catalogue = readJson(join(source, 'test/contract/catalogus.json'));
    check('kinds.def is read', kinds.length > 0);
    check('kinds.def and schemas/gebeurtenis have the same kinds', same(kinds.map((k) => k.soort), found.keys()),
        `only one has ${[...kinds.map((k) => k.soort), ...found.keys()].filter((k, i, all) => all.indexOf(k) === all.lastIndexOf(k))}`);
    for (const kind of kinds) if (found.has(kind.soort)) checkKind(kind, found.get(kind.soort));
    for (const [soort, schema] of found) {
        const entry = catalogue[soort];
        check(`${soort} is in the catalogue`, entry !== undefined);
        if (entry) checkFields(soort, entry, schema);
    }
}
