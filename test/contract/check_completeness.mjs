// docs/volledigheid.md: whatever a KPI, a clock or a duty needs, `kind{field,…}`, exists.
import { readFileSync } from 'node:fs';
import { check, existsSync, join, readJson, schemas, source } from './tree.mjs';

const gemeen = readJson(join(schemas, 'gemeen.schema.json')).$defs;
const DOMAINS = ['KPI', 'Clock', 'Duty'];

function fieldsOf(soort) {
    const data = readJson(join(schemas, 'gebeurtenis', `${soort}.schema.json`)).$defs.data;
    const base = gemeen[data.allOf[0].$ref.split('/').pop()];
    return [...Object.keys(gemeen.gegevens.properties), ...Object.keys(base.properties ?? {}), ...Object.keys(data.properties ?? {})];
}

function checkNeed(where, soort, fields) {
    const exists = existsSync(join(schemas, 'gebeurtenis', `${soort}.schema.json`));
    check(`${where}: kind ${soort} exists`, exists);
    for (const field of exists && fields ? fields.split(',') : [])
        check(`${where}: ${soort}{${field}} exists`, fieldsOf(soort).includes(field));
}

export function checkCompleteness() {
    const lines = readFileSync(join(source, 'docs/volledigheid.md'), 'utf8').split('\n');
    let needs = 0;
    for (const line of lines.filter((text) => text.startsWith('| '))) {
        const where = `volledigheid: ${line.slice(2, line.indexOf(' |'))}`;
        for (const [, soort, , fields] of line.matchAll(/`([a-z]+(?:-[a-z]+)+)(\{([A-Za-z,]+)\})?`/g)) {
            checkNeed(where, soort, fields);
            needs++;
        }
    }
    check('docs/volledigheid.md names what is needed', needs > 100, `${needs}`);
    for (const heading of DOMAINS)
        check(`docs/volledigheid.md has a table by ${heading}`, lines.some((line) => line.startsWith(`| ${heading} |`)));
}
