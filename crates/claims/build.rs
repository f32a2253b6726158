//! Puts the files of the claims into the binary.

fn main() -> std::io::Result<()> {
    jevons_embed::toml_files_below("claims")
}
