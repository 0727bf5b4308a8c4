/** Imports a package that is installed in this folder; compiled tests stand elsewhere and could not find it. */
export const loadPackage = (name) => import(name);
