//! Ctrl-C: the first asks for an orderly end, the second ends at once.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Exit code of a command that the user stopped (128 + SIGINT), as shells expect it.
pub const INTERRUPTED: u8 = 130;

/// Wrappers pass a signal on that the terminal has sent to everybody already: what follows sooner is the same Ctrl-C.
const SAME_PRESS: Duration = Duration::from_millis(700);

/// Installs the handler and returns the flag that it sets; `announce` says so on the standard error output. May be
/// called once per process.
///
/// # Errors
/// When the system refuses, or a handler is installed already.
pub fn stop_on_interrupt(announce: bool) -> Result<Arc<AtomicBool>, ctrlc::Error> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let mut first: Option<Instant> = None;
    ctrlc::set_handler(move || {
        flag.store(true, Ordering::SeqCst);
        match first {
            None => {
                first = Some(Instant::now());
                if announce {
                    // Nobody may be listening any more, and that is no reason to die.
                    let text = "finishing the runs under way (Ctrl-C again stops at once) ...";
                    let _ = writeln!(io::stderr(), "\n{text}");
                }
            }
            Some(before) if before.elapsed() < SAME_PRESS => {}
            // Files are written whole or not at all: nothing is lost but the runs under way.
            Some(_) => std::process::exit(i32::from(INTERRUPTED)),
        }
    })?;
    Ok(stop)
}
