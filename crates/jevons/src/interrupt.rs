//! Ctrl-C: the first asks for an orderly end, the second ends at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of a command that the user stopped (128 + SIGINT), as shells expect it.
pub const INTERRUPTED: u8 = 130;

/// Installs the handler and returns the flag that it sets. May be called once per process.
///
/// # Errors
/// When the system refuses, or a handler is installed already.
pub fn stop_on_interrupt() -> Result<Arc<AtomicBool>, ctrlc::Error> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            // Files are written whole or not at all: nothing is lost but the runs under way.
            std::process::exit(i32::from(INTERRUPTED));
        }
        eprintln!("\nfinishing the runs under way (Ctrl-C again stops at once) ...");
    })?;
    Ok(stop)
}
