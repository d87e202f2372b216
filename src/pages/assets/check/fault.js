// A fault that ends the reading of a file or of an archive, by its name in the catalogue of sentences.

export class Fault extends Error {
  constructor(code, args = {}) {
    super(code);
    this.code = code;
    this.args = args;
  }
}
