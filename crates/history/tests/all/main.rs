//! Targets of the shipped release: their values, what each origin knows of them, and that nothing later shows through.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod as_of;
mod documentation;
mod errors;
mod values;

use std::sync::OnceLock;

use jevons_facts::Release;
use jevons_history::Target;

fn shipped() -> &'static Release {
    static RELEASE: OnceLock<Release> = OnceLock::new();
    RELEASE.get_or_init(|| Release::shipped().unwrap())
}

fn target(id: &str) -> Target {
    jevons_history::targets().into_iter().find(|target| target.id == id).unwrap()
}
