//! Result folders: Parquet, manifests, resumable and never half-written.
