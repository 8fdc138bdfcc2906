// danfojs-node loads `xlsx` and `request` when it is loaded, for spreadsheets and for downloads. As published the one is an archive outside
// the registry, the other has been deprecated for years. Notebooks read local files and ask the network for nothing, so both are left out:
// loading them is silent, using them is an error that says so.

module.exports = new Proxy(
  function absent() {
    throw left();
  },
  {
    get(target, name) {
      // What a module loader asks of every module.
      if (name === '__esModule' || name === 'default' || name === 'then' || typeof name === 'symbol')
        return undefined;
      if (name in target) return target[name];
      throw left();
    },
  },
);

function left() {
  return new Error(
    'spreadsheets and downloads are left out of brakecheck notebooks (notebooks/absent); read a local CSV instead',
  );
}
