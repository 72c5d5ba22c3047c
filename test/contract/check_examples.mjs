// Examples beside each schema are valid; wrong ones fail where they say.
import { check, checkValid, existsSync, join, listFiles, nameOf, readJson, schemas, validator } from './tree.mjs';

const WITHOUT_EXAMPLES = ['gemeen', 'codes']; // parts, no documents

function checkWrong(name, wrong, number) {
    const validate = validator(name);
    const valid = validate(wrong.voorbeeld);
    const places = (validate.errors ?? []).map((e) => e.instancePath);
    check(`${name}.fout.json[${number}] (${wrong.waarom}) fails`, !valid);
    if (!valid)
        check(`${name}.fout.json[${number}] (${wrong.waarom}) fails at ${wrong.pad || '/'}`, places.includes(wrong.pad),
            `failed at ${[...new Set(places)].join(' ')}`);
}

export function checkExamples() {
    for (const path of listFiles(schemas, '.schema.json')) {
        const name = nameOf(path, '.schema.json');
        check(`${name} compiles`, validator(name) !== undefined);
        if (WITHOUT_EXAMPLES.includes(name)) continue;
        for (const suffix of ['voorbeelden', 'fout'])
            check(`${name}.${suffix}.json exists`, existsSync(join(schemas, `${name}.${suffix}.json`)));
    }
    for (const path of listFiles(schemas, '.voorbeelden.json')) {
        const name = nameOf(path, '.voorbeelden.json');
        readJson(path).forEach((value, i) => checkValid(`${name}.voorbeelden.json[${i}]`, name, value));
    }
    for (const path of listFiles(schemas, '.fout.json'))
        readJson(path).forEach((wrong, i) => checkWrong(nameOf(path, '.fout.json'), wrong, i));
}
