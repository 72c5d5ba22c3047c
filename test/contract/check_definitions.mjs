// Every shipped definition is valid and means something: names of phases that exist, texts in both languages.
import { basename, check, checkValid, join, listFiles, readJson, schemas } from './tree.mjs';

function checkReferences(name, definition) {
    const codes = definition.fasen.map((fase) => fase.code);
    check(`${name}: phases have different codes`, new Set(codes).size === codes.length);
    for (const rule of [...definition.start, ...definition.einde])
        check(`${name}: phase ${rule.fase} of a rule exists`, rule.fase === undefined || codes.includes(rule.fase));
    for (const fase of definition.fasen)
        for (const next of Object.values(fase.volgt ?? {}))
            check(`${name}: ${fase.code} is followed by a phase that exists`, codes.includes(next), next);
}

function checkShipped(name, definition) {
    check(`${name}: is marked as an example`, definition.voorbeeld === true && definition.opmerking !== undefined);
    for (const fase of definition.fasen)
        check(`${name}: ${fase.code} has texts for klant and adviseur`, fase.tekst?.klant && fase.tekst?.adviseur);
}

export function checkDefinitions() {
    const paths = listFiles(join(schemas, 'klantreizen'), '.json', false);
    check('there are definitions', paths.length > 0);
    for (const path of paths) {
        const name = basename(path, '.json');
        const definition = readJson(path);
        checkValid(`klantreizen/${name}`, 'klantreis', definition);
        check(`${name}: file name is <code>.json or <code>.<versie>.json`,
            [definition.code, `${definition.code}.${definition.versie}`].includes(name));
        checkReferences(name, definition);
        checkShipped(name, definition);
    }
}
