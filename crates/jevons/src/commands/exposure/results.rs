//! The findings as JSON and as tables, in files that are there whole or not at all.

use std::path::Path;

use jevons_exposure::files;
use serde_json::{Value, json};

use super::Findings;
use crate::failure::Failure;

/// Everything as one JSON document.
pub fn document(findings: &Findings) -> Value {
    json!({
        "files": findings.study.files,
        "passed_over": findings.study.passed_over,
        "records": findings.study.counts,
        "refused": findings.study.refused,
        "summary": findings.summary,
        "other_days": findings.other_days,
        "other_models": findings.other_models,
        "dependence": findings.dependence,
        "stress": findings.stressed.as_ref().map(stressed),
        "assumptions": findings.assumptions,
    })
}

fn stressed(stressed: &super::Stressed) -> Value {
    json!({
        "first_month": stressed.first_month.to_string(),
        "seed": stressed.seed,
        "position": stressed.position,
        "result": stressed.result,
        "self_hosting": stressed.self_hosting,
        "assumptions": stressed.assumptions,
    })
}

/// Writes summary.json and all tables; rows and refused records are there already.
pub fn write(folder: &Path, findings: &Findings) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&document(findings))
        .map_err(|error| Failure::Internal(error.to_string()))?;
    let path = folder.join("summary.json");
    files::write(&path, text.as_bytes())
        .map_err(|error| Failure::Refused(format!("{}: {error}", path.display())))?;
    super::tables::write(folder, findings)
}
