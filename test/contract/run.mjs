// Contract tests. Without arguments: everything in the tree. With --emitted: lines that a program made.
import { results } from './tree.mjs';

const USAGE = `usage: run.mjs
       run.mjs --emitted FILE.jsonl --schema NAME     (FILE may be -)
NAME: notificatie/status-gewijzigd, notificatie/quarantaine-gemeld, canoniek, or gebeurtenis (chosen by type)
exit status: 0 all valid, 1 something is not, 2 wrong use`;

async function checkTree() {
    const modules = [['examples', 'checkExamples'], ['kinds', 'checkKinds'], ['tables', 'checkTables'],
        ['completeness', 'checkCompleteness'], ['definitions', 'checkDefinitions'], ['mappings', 'checkMappings'],
        ['asyncapi', 'checkAsyncapi']];
    for (const [file, name] of modules) {
        const before = results.passed + results.failed;
        await (await import(`./check_${file}.mjs`))[name]();
        console.log(`${file}: ${results.passed + results.failed - before} checks`);
    }
}

async function main(args) {
    if (args.length === 0) return checkTree();
    if (args.length !== 4 || args[0] !== '--emitted' || args[2] !== '--schema') {
        console.error(USAGE);
        process.exit(2);
    }
    const { checkEmitted } = await import('./check_emitted.mjs');
    return checkEmitted(args[1], args[3]);
}

await main(process.argv.slice(2));
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
