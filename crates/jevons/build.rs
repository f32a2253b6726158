//! Puts the files of plans into the binary.

fn main() -> std::io::Result<()> {
    jevons_embed::toml_files("data/plans")
}
