/**
 * A picture of one size.
 * @typedef {{size: number, png: Buffer, rgba?: Buffer}} Picture `rgba` are its pixels, row by row from the top
 */

/**
 * A Windows icon. A picture with pixels is stored as a bitmap, which every program can read; otherwise as PNG, which
 * Windows and NSIS accept at 256 pixels.
 * @param {Picture[]} pictures at most 256 pixels wide
 * @returns {Buffer}
 */
export function icoFile(pictures) {
  const images = pictures.map(({ size, png, rgba }) => (rgba ? bitmap(size, rgba) : png));
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { size }] of pictures.entries()) {
    const at = 6 + 16 * index;
    // 256 does not fit into a byte and is written as 0.
    header[at] = size % 256;
    header[at + 1] = size % 256;
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(images[index].length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += images[index].length;
  }
  return Buffer.concat([header, ...images]);
}

/** BITMAPINFOHEADER, blue-green-red-alpha rows from the bottom, and a mask that hides nothing. */
function bitmap(size, rgba) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  // Colours and mask count as one picture of twice the height.
  header.writeInt32LE(size * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const rows = Array.from({ length: size }, (_, row) => rgba.subarray(row * size * 4, (row + 1) * size * 4));
  const colours = Buffer.concat(rows.reverse());
  for (let at = 0; at < colours.length; at += 4) {
    [colours[at], colours[at + 2]] = [colours[at + 2], colours[at]];
  }
  const mask = Buffer.alloc(Math.ceil(size / 32) * 4 * size);
  return Buffer.concat([header, colours, mask]);
}

/** Apple's types for PNG, with the width in pixels. The second type of a width is for displays of double density. */
const ICNS_TYPES = [
  ...[
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic13', 256],
    ['ic08', 256],
  ],
  ...[
    ['ic14', 512],
    ['ic09', 512],
    ['ic10', 1024],
  ],
];

/**
 * A macOS icon.
 * @param {Picture[]} pictures of 32, 64, 128, 256, 512 and 1024 pixels
 * @returns {Buffer}
 */
export function icnsFile(pictures) {
  const entries = ICNS_TYPES.map(([type, width]) => {
    const picture = pictures.find(({ size }) => size === width);
    if (picture === undefined) throw new Error(`a picture of ${width} pixels is missing`);
    return block(type, picture.png);
  });
  return block('icns', Buffer.concat(entries));
}

function block(type, content) {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}
