import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/** One file of a zip archive, found as a spreadsheet does: by the directory at its end. */
function unzipped(archive: Buffer, name: string): string {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('the archive has no end');
  let at = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    if (archive.toString('utf8', at + 46, at + 46 + nameLength!) === name) {
      const local = archive.readUInt32LE(at + 42);
      const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const packed = archive.subarray(begin, begin + archive.readUInt32LE(at + 20));
      return (archive.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8');
    }
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  throw new Error(`the archive has no ${name}`);
}

/** A cell of a sheet: its kind as it is stored, and its text. */
export interface XlsxCell {
  kind: string;
  text: string;
}

/** The rows of a workbook's first sheet, without the empty cells. */
export function firstSheet(workbook: Buffer): XlsxCell[][] {
  const sheet = unzipped(workbook, 'xl/worksheets/sheet1.xml');
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
    [...row!.matchAll(/<c ([^>]*)>(.*?)<\/c>/gs)].map(([, attributes, content]) => ({
      kind: /t="(\w+)"/.exec(attributes!)?.[1] ?? 'number',
      text: content!.replace(/<[^>]*>/g, ''),
    })),
  );
}
