//! Pages in, records out: folders, files, streams, and the ordered parallel runner between.
