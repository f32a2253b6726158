//! Ensembles: which runs to make and how to summarise them.
