//! Puts the scenario files into the binary.

fn main() -> std::io::Result<()> {
    jevons_embed::toml_files("scenarios")
}
