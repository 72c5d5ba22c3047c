// The tree as the checks see it: files, schemas compiled by ajv, results counted.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export const source = process.env.SPOOR_SOURCE_DIR ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const schemas = join(source, 'schemas');
const base = 'https://spoor.example/schemas/';

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

export function listFiles(folder, suffix, deep = true) {
    const found = [];
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && deep) found.push(...listFiles(path, suffix));
        else if (entry.isFile() && entry.name.endsWith(suffix)) found.push(path);
    }
    return found.sort();
}

/** The rows of a table of the C code (*.def): [[argument, …], …] of one macro, quotes taken off. */
export function readRows(path, macro) {
    const text = readFileSync(join(source, path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    const row = new RegExp(`^${macro}\\(([\\s\\S]*)\\)$`);
    return text.split(/^(?=SPOOR_)/m).map((part) => row.exec(part.trim())).filter(Boolean)
        .map(([, inside]) => inside.split(/,\s*/).map((part) => part.trim().replace(/^"(.*)"$/, '$1')));
}

/** klantcontactId → KLANTCONTACT_ID, fase-gestart → FASE_GESTART: how the C code names it. */
export const idOf = (name) => name.replaceAll('-', '_').replace(/([A-Z])/g, '_$1').toUpperCase();

export const sameSet = (a, b) => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

/** What only one of two lists has. */
export const difference = (a, b) => [...a, ...b].filter((x) => ![...a].includes(x) || ![...b].includes(x));

/** Path of a file below schemas/ without its suffix, e.g. "gebeurtenis/fase-gestart". */
export const nameOf = (path, suffix) => relative(schemas, path).slice(0, -suffix.length);

function newAjv() {
    const ajv = new Ajv2020.default({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
    addFormats.default(ajv);
    for (const keyword of ['x-spoor', 'x-gevoelig', 'x-identificatie']) ajv.addKeyword(keyword);
    for (const path of listFiles(schemas, '.schema.json')) ajv.addSchema(readJson(path));
    return ajv;
}

const ajv = newAjv();

/** The validating function of schemas/<name>.schema.json, or of a place in it (name#/$defs/x). */
export function validator(name) {
    const [file, place] = name.split('#');
    const found = ajv.getSchema(`${base}${file}.schema.json${place ? `#${place}` : ''}`);
    if (!found) throw new Error(`no schema ${name}`);
    return found;
}

export const explain = (errors) =>
    (errors ?? []).slice(0, 4).map((e) => `${e.instancePath || '/'}: ${e.message} ${JSON.stringify(e.params)}`).join('; ');

/** Name of the schema of an event by its type, or null. */
export function schemaOfType(type) {
    const kind = /\.([a-z0-9-]+)(\.v1)?$/.exec(type ?? '')?.[1];
    return kind && existsSync(join(schemas, 'gebeurtenis', `${kind}.schema.json`)) ? `gebeurtenis/${kind}` : null;
}

export const results = { passed: 0, failed: 0 };

export function check(what, holds, why = '') {
    if (holds) results.passed++;
    else {
        results.failed++;
        console.log(`FAIL ${what}${why ? `: ${why}` : ''}`);
    }
}

export function checkValid(what, name, value) {
    const validate = validator(name);
    check(what, validate(value), explain(validate.errors));
}

export { basename, existsSync, join };
