//! How results are shown to people: numbers with their units, and the self-contained HTML report.

mod axis;
mod causes;
mod claim;
mod compare;
mod distribution;
mod exposure;
mod fan;
mod findings;
pub mod format;
pub mod input;
mod page;
mod regimes;
mod render;
mod sankey;
mod scenario;
mod sensitivity;
mod svg;
mod tables;

pub use claim::{
    ArithmeticSection, ClaimGroup, ClaimInput, ClaimLine, ClaimListInput, CourseSection, FactRow,
    ModelSection, PageLink, RecordSection, RegimeLine, render_claim, render_claim_list,
};
pub use compare::{ComparisonInput, render_comparison};
pub use distribution::Distribution;
pub use exposure::{ExposureInput, ExposureSection, render_exposure};
pub use findings::{Finding, Piece, render_findings};
pub use input::ReportInput;
pub use page::{Masthead, PlainTable, ReportError};
pub use render::render;
pub use sensitivity::{Heat, SensitivityInput, SensitivitySection, Tornado, TornadoBar, render_sensitivity};
