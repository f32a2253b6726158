//! The report in a browser. Needs chromium: `cargo test -p jevons-report --test browser -- --ignored`.
//!
//! With `JEVONS_KEEP_SCREENSHOTS=FOLDER` the pages and pictures are kept there, to be looked at.
#![allow(clippy::unwrap_used)]

mod sample;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use jevons_report::render;

struct Page {
    folder: tempfile::TempDir,
}

impl Page {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("report.html"), render(&sample::input()).unwrap()).unwrap();
        Self { folder }
    }

    /// Opens the page from disk with a fresh profile and further arguments.
    fn open(&self, arguments: &[&str]) -> Output {
        self.open_file("report.html", arguments)
    }

    fn open_file(&self, name: &str, arguments: &[&str]) -> Output {
        let profile = self.folder.path().join("profile");
        let output = Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--enable-logging=stderr", "--hide-scrollbars", "--virtual-time-budget=3000"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(arguments)
            .arg(format!("file://{}/{name}", self.folder.path().display()))
            .output()
            .expect("chromium is installed");
        fs::remove_dir_all(&profile).unwrap();
        output
    }

    fn keep(&self, path: &Path) {
        if let Some(folder) = std::env::var_os("JEVONS_KEEP_SCREENSHOTS") {
            fs::create_dir_all(&folder).unwrap();
            fs::copy(path, Path::new(&folder).join(path.file_name().unwrap())).unwrap();
        }
    }
}

#[test]
#[ignore = "needs chromium"]
fn the_report_opens_without_errors_and_asks_for_nothing() {
    let page = Page::new();
    page.keep(&page.folder.path().join("report.html"));
    let log = page.folder.path().join("net.json");
    let output = page.open(&["--dump-dom", &format!("--log-net-log={}", log.display())]);
    let console = String::from_utf8_lossy(&output.stderr);
    assert!(!console.contains("CONSOLE"), "{console}");
    let dom = String::from_utf8_lossy(&output.stdout);
    assert!(dom.contains("<button id=\"theme\" type=\"button\">"), "the script ran");
    let requests = fs::read_to_string(log).unwrap();
    assert!(requests.contains("constants"), "a log was written");
    assert!(!requests.contains("example.org"), "no source is fetched");
}

/// A window cannot be as narrow as a telephone, but a frame can.
fn frame(width: u32, height: u32) -> String {
    format!(
        "<!doctype html><title>none</title><body style='margin:0'><script>\
         addEventListener('message', (event) => {{ document.title = event.data; }})</script>\
         <iframe src='report.html' style='border:0' width='{width}' height='{height}'></iframe>"
    )
}

#[test]
#[ignore = "needs chromium"]
fn the_report_never_scrolls_sideways() {
    let page = Page::new();
    let probe = "<script>parent.postMessage('w' + document.documentElement.scrollWidth, '*')</script></body>";
    let report = page.folder.path().join("report.html");
    let html = fs::read_to_string(&report).unwrap();
    fs::write(&report, html.replace("</body>", probe)).unwrap();
    for width in [320, 400, 768, 1280] {
        fs::write(page.folder.path().join("frame.html"), frame(width, 900)).unwrap();
        let output = page.open_file("frame.html", &["--dump-dom", "--window-size=1400,900"]);
        let dom = String::from_utf8_lossy(&output.stdout);
        assert!(
            dom.contains(&format!("<title>w{width}</title>")),
            "at {width}: {}",
            &dom[..300.min(dom.len())]
        );
    }
}

#[test]
#[ignore = "needs chromium"]
fn the_report_can_be_looked_at() {
    let page = Page::new();
    fs::write(page.folder.path().join("frame.html"), frame(400, 12_000)).unwrap();
    let dark = ["--blink-settings=preferredColorScheme=0"];
    for (name, file, width, height, arguments) in [
        ("wide.png", "report.html", 1280, 7_000, &[][..]),
        ("dark.png", "report.html", 1280, 7_000, &dark[..]),
        ("narrow.png", "frame.html", 500, 12_000, &[][..]),
    ] {
        let path = page.folder.path().join(name);
        let picture = format!("--screenshot={}", path.display());
        let size = format!("--window-size={width},{height}");
        page.open_file(file, &[&[picture.as_str(), size.as_str()], arguments].concat());
        assert!(fs::metadata(&path).unwrap().len() > 100_000, "{name} is not empty");
        page.keep(&path);
    }
}
